/**
 * The OpenAPI document as the page needs it: operations with their parameters, and requests made of what was
 * filled in.
 */

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly readOnly?: boolean
  readonly minimum?: number
}

export interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: 'query' | 'header'
  readonly description?: string
  readonly required?: boolean
  readonly example?: unknown
}

interface OperationObject {
  readonly summary: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

export interface Description {
  readonly info: { readonly title: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parameters: Readonly<Record<string, Parameter>>
  }
}

export interface Operation {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly parameters: readonly Parameter[]
  /** An example to begin with; null when the operation takes no body. */
  readonly body: string | null
}

/** The operations of a table, in the order of the document. */
export function operationsOf(description: Description, table: string): Operation[] {
  const found: Operation[] = []
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.tags?.includes(table)) continue
      const schema = operation.requestBody?.content['application/json']?.schema
      found.push({
        method: method.toUpperCase(),
        path,
        summary: operation.summary,
        description: operation.description ?? '',
        parameters: (operation.parameters ?? []).map((one) => resolveParameter(description, one)),
        body: schema === undefined ? null : JSON.stringify(exampleOf(description, schema), null, 2),
      })
    }
  }
  return found
}

function resolveParameter({ components }: Description, parameter: Parameter): Parameter {
  const name = parameter.$ref?.split('/').at(-1)
  return name === undefined ? parameter : (components.parameters[name] ?? parameter)
}

export function resolveSchema({ components }: Description, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (components.schemas[name] ?? schema)
}

/** The type in a few words: `uuid or null`, `list of text`. */
export function typeName({ type, format, items, enum: choices }: Schema): string {
  if (choices !== undefined) return choices.map((choice) => JSON.stringify(choice)).join(' | ')
  const types = type === undefined ? [] : typeof type === 'string' ? [type] : type
  const names = types.map((one) => {
    if (one === 'array') return `list of ${typeName(items ?? {})}`
    return one === 'null' ? one : (format ?? one)
  })
  return names.join(' or ') || 'any JSON'
}

/** A value that the schema allows as far as a few lines can tell: what a row needs, or its first column. */
function exampleOf(description: Description, given: Schema): unknown {
  const schema = resolveSchema(description, given)
  if (schema.anyOf?.[0] !== undefined) return exampleOf(description, schema.anyOf[0])
  if (schema.default !== undefined) return schema.default
  if (schema.enum !== undefined) return schema.enum[0]
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  switch (type) {
    case 'object': {
      const properties = schema.properties ?? {}
      const names = schema.required ?? Object.keys(properties).slice(0, 1)
      return Object.fromEntries(names.map((name) => [name, exampleOf(description, properties[name] ?? {})]))
    }
    case 'array':
      return []
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case 'string':
      return TEXTS[schema.format ?? ''] ?? 'text'
    default:
      return {}
  }
}

const TEXTS: Readonly<Record<string, string>> = {
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  date: '2026-01-31',
  'date-time': '2026-01-31T18:30:00Z',
  'time-local': '18:30:00',
}

export interface Sending {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** The request that the filled-in parameters make; empty ones are left out. */
export function sendingOf(
  base: string,
  operation: Operation,
  filled: ReadonlyMap<Parameter, string>,
  body: string | null,
  credentials: Readonly<Record<string, string>>,
): Sending {
  const query = new URLSearchParams()
  const headers: Record<string, string> = { ...credentials }
  for (const [parameter, value] of filled) {
    if (value === '') continue
    if (parameter.in === 'query') query.append(parameter.name, value)
    else headers[parameter.name] = value
  }
  if (body !== null) headers['Content-Type'] = 'application/json'
  const search = query.size === 0 ? '' : `?${query}`
  return { method: operation.method, url: `${base}${operation.path}${search}`, headers, body }
}

/** The same request for a shell. */
export function curlOf({ method, url, headers, body }: Sending): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  const lines = [`curl -X ${method} ${quote(url)}`]
  for (const [name, value] of Object.entries(headers)) lines.push(`  -H ${quote(`${name}: ${value}`)}`)
  if (body !== null) lines.push(`  -d ${quote(body)}`)
  return lines.join(' \\\n')
}
