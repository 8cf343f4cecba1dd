import { expect, test } from 'bun:test'
import { Refusal } from '../../base/errors.ts'
import { app, array, integer, json, table, text } from '../../index.ts'
import type { Table } from '../../model/index.ts'
import { start } from '../../testing.ts'
import { parse, Wordings } from './index.ts'

const things = table({
  id: integer(),
  name: text().optional(),
  data: json().optional(),
  tags: array(text()).optional(),
})
  .primaryKey('id')
  .access({ read: true, write: true })
const model = app({ name: 'hostile', tables: { things } }).model
const declared = model.tables.get('things') as Table

/** What a request came to: its first row and selected field, or the code and message that refuse it. */
async function asked(method: string, search: string, body?: string) {
  const request = new Request('http://offstage.test/', { method, ...(body === undefined ? {} : { body }) })
  try {
    const { rows, shape } = await parse(request, declared, search, new Wordings())
    return { row: rows[0] ?? null, items: shape.select?.length ?? 0 }
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.message.slice(0, 70)}`
    throw error
  }
}

test.each([
  // A body may bring a `toString` of its own.
  [
    'PUT',
    '?id=eq.1',
    '{"id":{"toString":1,"valueOf":2}}',
    'PGRST115 Payload values do not match URL in primary key column(s)',
  ],
  ['PUT', '?id=eq.9007199254740993', '{"id":9007199254740993}', { row: [expect.anything()], items: 0 }],
  [
    'PUT',
    '?id=eq.1&columns=id',
    '{"name":"a"}',
    'PGRST115 Payload values do not match URL in primary key column(s)',
  ],
  // What `columns=` names and the body lacks.
  ['PATCH', '?columns=name,data', '{"data":1}', { row: [null, 1], items: 0 }],
])('%s %s with %s', async (method, search, body, expected) => {
  expect(await asked(method, search, body)).toEqual(expected)
})

test.each([
  // JavaScript's number for so many digits is infinite, which SQL would take for a name.
  [`?select=data->${'9'.repeat(400)}`, `PGRST100 "failed to parse select parameter (data->${'9'.repeat(29)}`],
  ['?select=data->2147483647', { row: null, items: 1 }],
  [
    '?select=data->2147483648',
    'PGRST100 "failed to parse select parameter (data->2147483648)" (line 1, column ',
  ],
  // A NUL ends SQL's text.
  ['?select=data->a%00b', '22021 invalid byte sequence for encoding "UTF8": 0x00'],
  ['?name=eq.%00', '22021 invalid byte sequence for encoding "UTF8": 0x00'],
  // A short URL for thousands of columns.
  [`?select=${'*,'.repeat(400)}id`, { row: null, items: 2 }],
])('GET %s', async (search, expected) => {
  expect(await asked('GET', search)).toEqual(expected)
})

test('a refusal does not send back megabytes', async () => {
  const house = await start(app({ name: 'hostile', tables: { things } }))
  const body = `{"${'k'.repeat(1_000_000)}":1}`
  const response = await house.fetch(
    new Request('http://offstage.test/rest/v1/things', { method: 'POST', body }),
  )
  expect((await response.text()).length).toBeLessThan(5000)
  await house.stop()
})
