import { describe, expect, test } from 'bun:test'
import { app, id, integer, table, text } from '../../model/index.ts'
import { Descriptions } from '../../rest/index.ts'
import { ANONYMOUS } from '../../rules/index.ts'
import { curlOf, type Description, operationsOf, type Parameter, sendingOf, typeName } from './description.ts'

const { model } = app({
  name: 'shop',
  tables: {
    pens: table({ id: id(), colour: text().oneOf('red', 'blue'), stock: integer().min(5).optional() }).access(
      {
        read: true,
        create: true,
      },
    ),
  },
})
const description = JSON.parse(new Descriptions(model).text(ANONYMOUS)) as Description
const [read, create] = operationsOf(description, 'pens')
if (read === undefined || create === undefined) throw new Error('the operations are there')

test('operations come with their parameters and an example of a body', () => {
  expect(operationsOf(description, 'pens').map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /pens',
    'POST /pens',
  ])
  expect(read.parameters.slice(0, 3).map(({ name }) => name)).toEqual(['select', 'id', 'colour'])
  expect(read.body).toBeNull()
  expect(JSON.parse(create.body ?? '')).toEqual({ colour: 'red' })
})

describe('a request', () => {
  const fill = (values: Readonly<Record<string, string>>) =>
    new Map<Parameter, string>(read.parameters.map((one) => [one, values[one.name] ?? '']))

  test('has what was filled in and nothing else', () => {
    const filled = fill({ colour: 'in.(red,blue)', Prefer: 'count=exact' })
    const sending = sendingOf('http://shop.test/rest/v1', read, filled, null, { apikey: 'k' })
    expect(sending).toEqual({
      method: 'GET',
      url: 'http://shop.test/rest/v1/pens?colour=in.%28red%2Cblue%29',
      headers: { apikey: 'k', Prefer: 'count=exact' },
      body: null,
    })
  })

  test('is safe to paste into a shell', () => {
    const sending = sendingOf('http://shop.test', create, new Map(), `{"colour":"it's"}`, {})
    expect(curlOf(sending)).toBe(
      [
        `curl -X POST 'http://shop.test/pens' \\`,
        `  -H 'Content-Type: application/json' \\`,
        `  -d '{"colour":"it'\\''s"}'`,
      ].join('\n'),
    )
  })
})

test.each([
  [{ type: 'string', format: 'uuid' }, 'uuid'],
  [{ type: ['integer', 'null'], format: 'int32' }, 'int32 or null'],
  [{ type: 'array', items: { type: ['string', 'null'] } }, 'list of string or null'],
  [{ type: 'string', enum: ['red', 'blue'] }, '"red" | "blue"'],
  [{}, 'any JSON'],
] as const)('the type %o is called %s', (schema, name) => {
  expect(typeName(schema)).toBe(name)
})
