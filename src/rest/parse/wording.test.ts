import { expect, test } from 'bun:test'
import { app, array, integer, json, ref, table, text } from '../../index.ts'
import { type Asked, parse, Wordings } from './index.ts'
import { wordingOf } from './wording.ts'

const rooms = table({ id: integer(), name: text() }).primaryKey('id').access({ read: true })
const things = table({
  id: integer(),
  name: text().optional(),
  data: json().optional(),
  tags: array(text()).optional(),
  room: ref(() => rooms).optional(),
})
  .primaryKey('id')
  .access({ read: true, write: true })
const { model } = app({ name: 'wordings', tables: { rooms, things } })

async function asked(search: string, wordings: Wordings, init: RequestInit = {}): Promise<Asked | string> {
  const declared = model.tables.get('things')
  if (declared === undefined) throw new Error('no things')
  try {
    return await parse(new Request('http://offstage.test/', init), declared, search, wordings)
  } catch (error) {
    return String(error)
  }
}

/** Searches with a place for a value, and what may stand there. */
const WORDINGS = [
  '?id=eq.$',
  '?id=not.eq.$&name=neq.$',
  '?select=id,name&name=like.$&order=name.desc&limit=$',
  '?limit=$&offset=$&select=*',
  '?name=not.ilike.$&id=in.$',
  '?id=not.in.$&room.limit=$&select=id,room(name)',
  '?rooms.name=eq.$&select=id,rooms(name)',
  '?rooms.order=name.asc&id=gt.$&select=id,rooms(name)',
  '?id=is.null&name=eq.$',
  '?or=(id.eq.1,name.eq.$)&id=lt.$',
  '?data->>a=eq.$&tags=cs.$',
  '?name=match.$&name=imatch.$',
  '?name=fts(english).$',
  '?name=plfts.$&name=wfts.$',
  '?name=like(any).$',
  '?id=eq.$&id=lte.$',
  '?%69d=eq.$&%6Eame=%65q.$',
  '?order=eq.$',
  '?"order"=eq.$&%6Frder=eq.$',
  '?%6Cimit=$&select=$',
  '?order=$',
  '?id=$&name=$',
  '?id=eq.$&&name',
  '?columns=$&id=eq.$',
  '?apikey=$&id=isdistinct.$',
]

const VALUES = [
  '5',
  '',
  'a',
  '(1,2)',
  '("1",2)',
  '()',
  '(a)b',
  '*x*',
  'a+b',
  'a%20b',
  'a,b',
  '%C3%A9',
  '1.5',
  'eq.5',
]
VALUES.push(
  '%00',
  '%zz',
  '-1',
  '{a,b}',
  '{"a":1}',
  'null',
  'not.eq.5',
  '(1))',
  '%28',
  'x'.repeat(400),
  '99999',
)

const fill = (wording: string, from: number) => {
  let at = from
  return wording.replaceAll('$', () => VALUES[at++ % VALUES.length] ?? '')
}

test('whatever was asked before, a request means what it means alone', async () => {
  for (const init of [{}, { headers: { Prefer: 'count=exact' } }, { headers: { Range: '1-2' } }]) {
    for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH', 'POST', 'PUT']) {
      const wordings = new Wordings()
      const writes = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE'
      for (let from = 0; from < VALUES.length; from++) {
        for (const wording of WORDINGS) {
          const search = fill(wording, from)
          const row = from % 2 === 0 ? { id: from, name: 'x' } : { name: 'y' }
          const sent = { ...init, method, ...(writes ? { body: JSON.stringify(row) } : {}) }
          expect([search, await asked(search, wordings, sent)]).toEqual([
            search,
            await asked(search, new Wordings(), sent),
          ])
        }
      }
    }
  }
})

test('a wording that was read is not read again', async () => {
  const wordings = new Wordings()
  const first = await asked('?id=eq.1&limit=2', wordings)
  const again = await asked('?id=eq.3&limit=4', wordings)
  if (typeof first === 'string' || typeof again === 'string') throw new Error('both parse')
  expect(again.shape).toBe(first.shape)
  expect(again.values).toEqual(['3', '4'])
  expect(again.location).toBe('/things?id=eq.3&limit=4')
})

test.each([
  ['?id=eq.5', 'id=eq.&', ['5']],
  ['?select=id&id=in.(1,2)&limit=3', 'select=id&id=in.&limit=&', [['1', '2'], '3']],
  ['?name=ilike.*a*', 'name=ilike.&', ['%a%']],
])('%s is worded %s', (search, words, values) => {
  expect(wordingOf(search)).toMatchObject({ text: words, values })
})

test.each([
  '?or=(id.eq.1)',
  '?id=eq.',
  '?id=like(any).{a}',
  '?limit=-1',
  '?id',
  '?columns=a',
  '?id=in.("a")',
])('%s is left to the parser', (search) => expect(wordingOf(search)).toBeNull())
