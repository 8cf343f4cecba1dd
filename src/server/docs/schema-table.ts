/** The columns of a schema as a table. */
import { type Schema, typeName } from './description.ts'
import { element, prose } from './element.ts'

export function schemaTable(schema: Schema): HTMLElement {
  const rows = Object.entries(schema.properties ?? {}).map(([name, column]) => {
    const required = schema.required?.includes(name) ?? false
    return element(
      'tr',
      {},
      element('th', { scope: 'row', class: 'mono' }, name),
      element('td', {}, typeName(column)),
      element('td', {}, limitsOf(column, required)),
      element('td', {}, prose(column.description ?? '')),
    )
  })
  const head = element(
    'tr',
    {},
    ...['Column', 'Type', 'Limits', 'Notes'].map((text) => element('th', { scope: 'col' }, text)),
  )
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows))
  return element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Columns' }, table)
}

const WORDS = [
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
  'default',
] as const

function limitsOf(column: Schema, required: boolean): string {
  const facts = column as Readonly<Record<string, unknown>>
  const limits = WORDS.flatMap((word) =>
    facts[word] === undefined ? [] : [`${word} ${JSON.stringify(facts[word])}`],
  )
  if (column.readOnly === true) limits.push('read only')
  return [...(required ? ['required'] : []), ...limits].join(', ')
}
