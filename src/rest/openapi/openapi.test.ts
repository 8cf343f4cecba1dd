import { describe, expect, test } from 'bun:test'
import {
  app,
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  id,
  integer,
  json,
  type Model,
  table,
  text,
  time,
  timestamp,
  uuid,
} from '../../model/index.ts'
import { ANONYMOUS, type Caller, SERVICE } from '../../rules/index.ts'
import { fixture } from './fixture.ts'
import { Descriptions, respondDescription } from './index.ts'

const ANA: Caller = {
  role: 'authenticated',
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  roles: [],
  claims: {},
}
const EDITOR: Caller = { ...ANA, roles: ['editor'] }

interface Schema {
  readonly properties: Readonly<Record<string, Record<string, unknown>>>
  readonly required?: readonly string[]
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { $ref?: string; name?: string; in?: string; description?: string }[]
  readonly responses: Readonly<Record<string, unknown>>
}

interface Document {
  readonly openapi: string
  readonly security: readonly unknown[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, Schema>>>>
}

const described = (caller: Caller, of: { readonly model: Model } = fixture) =>
  JSON.parse(new Descriptions(of.model).text(caller)) as Document

const schema = (document: Document, name: string): Schema => {
  const found = document.components.schemas?.[name]
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

const propertiesOf = (caller: Caller, name: string) => Object.keys(schema(described(caller), name).properties)

/** Every `$ref` of the document, wherever it stands. */
function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) =>
    key === '$ref' ? [String(value)] : referencesIn(value),
  )
}

describe('the document holds together', () => {
  for (const [who, caller] of Object.entries({
    anon: ANONYMOUS,
    ana: ANA,
    editor: EDITOR,
    service: SERVICE,
  })) {
    test(`for ${who}`, () => {
      const document = described(caller)
      expect(document.openapi).toBe('3.1.0')
      for (const reference of referencesIn(document)) {
        const steps = reference.replace('#/', '').split('/')
        let at: unknown = document
        for (const step of steps) at = (at as Record<string, unknown> | undefined)?.[step]
        expect(at, reference).toBeDefined()
      }
      const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
      const ids = operations.map((one) => one.operationId)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { operationId, parameters = [], responses } of operations) {
        const resolved = parameters.map(({ $ref, name, in: place }) =>
          $ref === undefined ? `${place} ${name}` : parameterAt(document, $ref),
        )
        expect(new Set(resolved).size, operationId).toBe(resolved.length)
        expect(
          Object.keys(responses).some((status) => status.startsWith('2')),
          operationId,
        ).toBe(true)
      }
      for (const kind of Object.values(document.components))
        for (const name of Object.keys(kind)) expect(name).toMatch(/^[a-zA-Z0-9._-]+$/)
    })
  }
})

function parameterAt(document: Document, reference: string): string {
  const found = document.components.parameters?.[reference.split('/').at(-1) ?? ''] as unknown as
    | { in: string; name: string }
    | undefined
  return `${found?.in} ${found?.name}`
}

describe('columns', () => {
  test('that are hidden are nowhere, for nobody', () => {
    for (const caller of [ANONYMOUS, ANA, EDITOR, SERVICE]) {
      expect(JSON.stringify(described(caller))).not.toContain('secret"')
      expect(JSON.stringify(described(caller))).not.toContain('s3cret')
    }
  })

  test('are those that the caller may read', () => {
    const shown = ['id', 'title', 'made', 'code']
    expect(propertiesOf(ANONYMOUS, 'columns.Row')).toEqual([...shown, 'writer', 'vault'])
    expect(propertiesOf(ANA, 'columns.Row')).toEqual([...shown, 'diary', 'writer', 'vault'])
    expect(propertiesOf(EDITOR, 'columns.Row')).toEqual([...shown, 'salary', 'diary', 'writer', 'vault'])
  })

  test('are those that the caller may write: no readonly, no writeOnce twice, no reference to what is denied', () => {
    expect(propertiesOf(ANA, 'columns.Insert')).toEqual(['id', 'title', 'code', 'diary', 'writer'])
    expect(propertiesOf(ANA, 'columns.Update')).toEqual(['id', 'title', 'diary', 'writer'])
    expect(propertiesOf(EDITOR, 'columns.Update')).toEqual(['id', 'title', 'salary', 'diary', 'writer'])
    expect(propertiesOf(ANONYMOUS, 'columns.Update')).toEqual(['id', 'title', 'diary'])
  })

  test('that only the server sets are marked, but not for the back office', () => {
    expect(schema(described(ANA), 'columns.Row').properties.made?.readOnly).toBe(true)
    expect(schema(described(ANA), 'columns.Row').properties.title?.readOnly).toBeUndefined()
    expect(propertiesOf(SERVICE, 'columns.Update')).toContain('made')
  })

  test('say what they are', () => {
    const { properties } = schema(described(ANA), 'columns.Row')
    expect(properties).toMatchObject({
      id: { type: 'string', format: 'uuid', description: 'Primary key.<pk/>' },
      title: { type: 'string', minLength: 1, maxLength: 80, description: 'What it is called.' },
      diary: { type: ['string', 'null'], description: 'Null on rows where a rule of this column hides it.' },
      writer: { description: "References `users.id`.<fk table='users' column='id'/>" },
    })
    // `closed` does not exist for this caller.
    expect(properties.vault).toEqual({ type: ['integer', 'null'], ...INT32, readOnly: true })
    expect(schema(described(ANA), 'columns.Insert')).toMatchObject({
      required: ['title'],
      additionalProperties: false,
      properties: { code: { default: 'none', description: 'Cannot be changed later.' } },
    })
  })

  test('are parameters where they may be read', () => {
    const names = Object.keys(described(ANA).components.parameters ?? {})
    expect(names.filter((name) => name.startsWith('columns.'))).toEqual([
      'columns.id',
      'columns.title',
      'columns.made',
      'columns.code',
      'columns.diary',
      'columns.writer',
      'columns.vault',
    ])
  })
})

const INT32 = { format: 'int32', minimum: -2147483648, maximum: 2147483647 }

const things = app({
  name: 'things',
  tables: {
    things: table({
      id: id(),
      a_text: text()
        .length(2, 5)
        .pattern(/^[a-z]+$/),
      a_choice: text().oneOf('red', 'green').optional().default('red'),
      an_integer: integer().min(1).max(99),
      a_bigint: bigint().max('9007199254740993'),
      a_float: float().min(0.5),
      a_decimal: decimal(20, 2).min('0.10').default('1.50'),
      a_boolean: boolean().default(false),
      a_timestamp: timestamp().min('2020-01-01T00:00:00Z').default('now'),
      a_date: date().optional(),
      a_time: time(),
      a_uuid: uuid().default('new'),
      some_json: json().optional(),
      some_bytes: bytes().length(4),
      texts: array(text()).length(0, 3),
      decimals: array(decimal(4, 1)).optional(),
    }).access({ read: true, write: true }),
  },
})

test('searched columns take full-text search, one by one and together', () => {
  const articles = table({ id: id(), title: text(), body: text(), note: text() }).search('title', 'body')
  const searched = app({ name: 'press', tables: { articles: articles.access({ read: true }) } })
  const parameters = described(ANONYMOUS, searched).components.parameters as unknown as Record<
    string,
    { description: string }
  >
  expect(parameters['articles.title']?.description).toContain('`wfts`')
  expect(parameters['articles.note']?.description).not.toContain('`wfts`')
  expect(parameters['articles.search']?.description).toStartWith('Full-text search in `title`, `body`')
  expect(referencesIn(described(ANONYMOUS, searched).paths)).toContain(
    '#/components/parameters/articles.search',
  )
})

describe('types', () => {
  const text = new Descriptions(things.model).text(ANONYMOUS)
  const { properties } = schema(JSON.parse(text) as Document, 'things.Insert')

  test.each([
    ['a_text', { type: 'string', minLength: 2, maxLength: 5, pattern: '^[a-z]+$' }],
    ['a_choice', { type: ['string', 'null'], enum: ['red', 'green', null], default: 'red' }],
    ['an_integer', { type: 'integer', format: 'int32', minimum: 1, maximum: 99 }],
    ['a_float', { type: 'number', format: 'double', minimum: 0.5 }],
    ['a_boolean', { type: 'boolean', default: false }],
    [
      'a_timestamp',
      {
        type: 'string',
        format: 'date-time',
        description: 'Left out, it is the moment of the request.\n\nAt least 2020-01-01 00:00:00+00.',
      },
    ],
    ['a_date', { type: ['string', 'null'], format: 'date' }],
    ['a_time', { type: 'string', format: 'time-local' }],
    ['a_uuid', { type: 'string', format: 'uuid', description: 'Left out, it is a new UUID (version 7).' }],
    ['some_json', {}],
    ['some_bytes', { type: 'string', pattern: '^\\\\x([0-9a-fA-F]{2}){0,4}$' }],
    ['texts', { type: 'array', items: { type: ['string', 'null'] }, maxItems: 3 }],
    [
      'decimals',
      {
        type: ['array', 'null'],
        items: { type: ['number', 'null'], format: 'decimal', minimum: -999.9, maximum: 999.9 },
      },
    ],
  ])('%s', (name, expected) => {
    expect(properties[name]).toEqual(expected)
  })

  test('keep every digit', () => {
    expect(text).toContain('"maximum":9007199254740993')
    expect(text).toContain('"minimum":-9223372036854775808')
    expect(text).toContain('"minimum":0.10,"maximum":999999999999999999.99')
    expect(text).toContain('"default":1.50')
  })
})

describe('who is asking', () => {
  test('tells how to prove it', () => {
    expect(described(ANONYMOUS).security).toEqual([{ apikey: [] }, {}])
    expect(described(ANA).security).toEqual([{ apikey: [], bearer: [] }, { bearer: [] }])
    expect(described(SERVICE).security).toEqual([{ apikey: [] }, { bearer: [] }])
  })

  test('a row that may not be read is not sent back', () => {
    const create = described(ANONYMOUS).paths['/dropbox']?.post
    const prefer = create?.parameters?.find(({ name }) => name === 'Prefer')
    expect(prefer?.description).toContain('return=minimal')
    expect(prefer?.description).not.toContain('return=representation')
    expect(create?.responses['201']).toEqual({ description: 'Created.' })
  })

  test('embeds are those that may be read', () => {
    const select = (caller: Caller) =>
      JSON.stringify(described(caller).paths['/columns']?.get?.parameters?.[0])
    expect(select(ANA)).toContain('users(*)')
    expect(select(ANONYMOUS)).not.toContain('users')
    expect(select(ANA)).not.toContain('closed')
    expect(select(SERVICE)).toContain('closed(*)')
  })
})

describe('descriptions are kept', () => {
  test('one for all who reach the same', () => {
    const descriptions = new Descriptions(fixture.model)
    const ben: Caller = { ...ANA, id: '01890a5d-ac96-774b-bcce-b302099a8058', roles: ['unheard of'] }
    expect(descriptions.text(ben)).toBe(descriptions.text(ANA))
    expect(descriptions.made).toBe(1)
    expect(descriptions.text(EDITOR)).not.toBe(descriptions.text(ANA))
    descriptions.text(ANONYMOUS)
    descriptions.text(EDITOR)
    expect(descriptions.made).toBe(3)
  })

  test('as long as they have room, those asked for last', () => {
    const one = new Descriptions(fixture.model).text(ANA).length
    const other = new Descriptions(fixture.model).text(EDITOR).length
    for (const [room, made] of [
      [one + other + 1, 2],
      [one + other, 2],
      [one + other - 1, 4],
    ] as const) {
      const descriptions = new Descriptions(fixture.model, room)
      for (const caller of [ANA, EDITOR, ANA, EDITOR]) descriptions.text(caller)
      expect(descriptions.made, `room for ${room}`).toBe(made)
    }
  })
})

describe('the response', () => {
  const descriptions = new Descriptions(fixture.model)
  const ask = (method: string, accept?: string) =>
    respondDescription(
      new Request('http://offstage.test/rest/v1/', {
        method,
        headers: accept === undefined ? {} : { accept },
      }),
      ANONYMOUS,
      descriptions,
    )

  test.each([
    [undefined, 'application/openapi+json; charset=utf-8'],
    ['*/*', 'application/openapi+json; charset=utf-8'],
    ['application/openapi+json', 'application/openapi+json; charset=utf-8'],
    ['text/html, */*;q=0.8', 'application/openapi+json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
  ])('to Accept: %s is %s', async (accept, type) => {
    const response = ask('GET', accept)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toBe(descriptions.text(ANONYMOUS))
  })

  test('to HEAD has no body', async () => {
    const response = ask('HEAD')
    expect(response.headers.get('content-type')).toBe('application/openapi+json; charset=utf-8')
    expect(await response.text()).toBe('')
  })

  test('to anything else is a refusal', () => {
    expect(() => ask('GET', 'text/csv')).toThrow('None of these media types are available: text/csv')
    expect(() => ask('POST')).toThrow('Unsupported HTTP method: POST')
  })
})
