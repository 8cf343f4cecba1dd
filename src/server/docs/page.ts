/**
 * The page at `/docs`: asks for the description with the reader's key and token, shows it, and sends what
 * they try.
 */
import {
  curlOf,
  type Description,
  type Operation,
  operationsOf,
  type Parameter,
  sendingOf,
} from './description.ts'
import { byId, element, prose } from './element.ts'
import { schemaTable } from './schema-table.ts'

const key = byId('key', HTMLInputElement)
const token = byId('token', HTMLInputElement)
const status = byId('status', HTMLElement)
const content = byId('operations', HTMLElement)
const tables = byId('tables', HTMLElement)

function credentials(): Record<string, string> {
  const headers: Record<string, string> = {}
  if (key.value.trim() !== '') headers.apikey = key.value.trim()
  if (token.value.trim() !== '') headers.Authorization = `Bearer ${token.value.trim()}`
  return headers
}

async function load(): Promise<void> {
  status.textContent = 'Loading …'
  content.replaceChildren()
  tables.replaceChildren()
  try {
    const response = await fetch('/rest/v1/', { headers: credentials() })
    if (response.ok) show((await response.json()) as Description)
    else
      status.textContent = `${response.status}: ${((await response.json()) as { message: string }).message}`
  } catch (error) {
    status.textContent = `The server did not answer: ${complaintOf(error)}`
  }
}

const complaintOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

function show(description: Description): void {
  byId('title', HTMLElement).textContent = `${description.info.title}: the API`
  document.title = `${description.info.title}: the API`
  status.replaceChildren(prose(description.info.description))
  const links = description.tags.map(({ name }) =>
    element('li', {}, element('a', { href: `#table-${name}` }, name)),
  )
  tables.replaceChildren(element('ul', {}, ...links))
  content.replaceChildren(...description.tags.map((tag) => section(description, tag)))
}

function section(description: Description, tag: Description['tags'][number]): HTMLElement {
  const operations = operationsOf(description, tag.name).map((one) => operationBox(description, one))
  const heading = element('h2', { id: `table-${tag.name}` }, tag.name)
  const said = tag.description === undefined ? null : element('p', { class: 'faint' }, prose(tag.description))
  return element('section', {}, heading, said, ...operations, ...columnBoxes(description, tag.name))
}

function columnBoxes(description: Description, table: string): HTMLElement[] {
  return ['Row', 'Insert', 'Update'].flatMap((kind) => {
    const schema = description.components.schemas[`${table}.${kind}`]
    if (schema === undefined) return []
    const summary = element('summary', {}, element('span', { class: 'verb' }, kind), 'columns')
    return [element('details', {}, summary, element('div', { class: 'inside' }, schemaTable(schema)))]
  })
}

function operationBox(description: Description, operation: Operation): HTMLElement {
  const summary = element(
    'summary',
    {},
    element('span', { class: 'verb mono' }, operation.method),
    element('span', { class: 'mono' }, operation.path),
    element('span', { class: 'faint' }, operation.summary),
  )
  const box = element('details', {}, summary)
  // Forms are made when they are first looked at: an app may have hundreds of operations.
  box.addEventListener('toggle', () => {
    if (box.open && box.childElementCount === 1) box.append(trial(description, operation))
  })
  return box
}

/** The form of one operation, and where its answer appears. */
function trial(description: Description, operation: Operation): HTMLElement {
  const fields = operation.parameters.map((parameter) => ({ parameter, ...field(parameter) }))
  const area = operation.body === null ? null : bodyArea(operation.body)
  const answer = element('div', { role: 'status', class: 'wide' })
  const form = element(
    'form',
    { 'aria-label': `${operation.method} ${operation.path}` },
    element('div', { class: 'fields' }, ...fields.map((one) => one.label)),
    area === null ? null : area.label,
    element('button', { type: 'submit' }, 'Send'),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const filled = new Map<Parameter, string>(fields.map((one) => [one.parameter, one.input.value.trim()]))
    if (
      reachesAll(operation, filled) &&
      !confirm(`Without a filter, every row is meant. ${operation.summary}?`)
    )
      return
    const base = location.origin + (description.servers[0]?.url ?? '')
    const body = area === null ? null : area.input.value
    void send(sendingOf(base, operation, filled, body, credentials()), answer)
  })
  const said = element('p', { class: 'faint' }, prose(operation.description))
  return element('div', { class: 'inside' }, said, form, answer)
}

/** A change that nothing narrows down. */
function reachesAll({ method }: Operation, filled: ReadonlyMap<Parameter, string>): boolean {
  if (method !== 'PATCH' && method !== 'DELETE') return false
  return ![...filled].some(
    ([{ in: place, name }, value]) => place === 'query' && name !== 'select' && value !== '',
  )
}

function field(parameter: Parameter): { label: HTMLElement; input: HTMLInputElement } {
  const input = element('input', {
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    ...(parameter.example === undefined ? {} : { placeholder: String(parameter.example) }),
    ...(parameter.required === true ? { required: '' } : {}),
  })
  const name = element(
    'span',
    { class: 'mono' },
    parameter.in === 'header' ? `${parameter.name}:` : parameter.name,
  )
  const hint = element('span', { class: 'hint' }, prose(parameter.description ?? ''))
  return { label: element('label', {}, name, input, hint), input }
}

function bodyArea(example: string): { label: HTMLElement; input: HTMLTextAreaElement } {
  const input = element('textarea', { rows: '8', spellcheck: 'false' }, example)
  return { label: element('label', { class: 'wide' }, 'Body', input), input }
}

async function send(sending: ReturnType<typeof sendingOf>, answer: HTMLElement): Promise<void> {
  const { url, method, headers, body } = sending
  const asked = element('pre', { tabindex: '0', 'aria-label': 'The request for curl' }, curlOf(sending))
  try {
    const response = await fetch(url, { method, headers, body })
    const range = response.headers.get('content-range')
    const line = `${response.status}${range === null ? '' : `, Content-Range: ${range}`}`
    const text = pretty(await response.text())
    const shown = element(
      'pre',
      { tabindex: '0', 'aria-label': 'The answer' },
      text === '' ? '(no body)' : text,
    )
    answer.replaceChildren(element('h3', {}, line), shown, asked)
  } catch (error) {
    answer.replaceChildren(element('h3', {}, complaintOf(error)), asked)
  }
}

/** JSON with line ends. Numbers that JavaScript would round make it stay as it came. */
function pretty(text: string): string {
  if (/\d{16}/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

byId('who', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  void load()
})

const config: unknown = await fetch('/offstage.json').then((response) => response.json())
key.value = (config as { publishableKey?: string }).publishableKey ?? ''
await load()
