import { expect, test } from 'bun:test'
import { app, array, id, json, table, text } from '../../index.ts'
import { start } from '../../testing.ts'

const notes = table({ id: id(), body: text(), tags: array(text()), data: json() }).access({ read: true })

const patterns = (count: number) => Array.from({ length: count }, (_, n) => `%${n}%`).join(',')
const ors = (count: number, filter: string) => `or=(${Array(count).fill(filter).join(',')})`

test('what is asked of every row counts: 20,000 rows', async () => {
  const house = await start(app({ tables: { notes } }))
  const row = { body: 'a text', tags: ['a'], data: { a: 1 } }
  for (let i = 0; i < 2; i++) await house.service().from('notes').insert(Array(10_000).fill(row))
  const status = async (filter: string) => {
    const url = `http://offstage.test/rest/v1/notes?select=id&limit=1&${encodeURI(filter)}`
    return (await house.fetch(new Request(url, { headers: { apikey: house.keys.publishable } }))).status
  }
  const answers: [string, number][] = [
    ['body=ilike.*text', 200],
    ['body=match.^a', 200],
    ['body=like(any).{a*,b*}', 200],
    ['tags=cs.{a}', 200],
    ['data->a=eq.1', 200],
    [`body=like(any).{${patterns(100)}}`, 413],
    [`body=match(any).{${patterns(100).replaceAll('%', '')}}`, 413],
    [`body=imatch.${'(a|b|c)*'.repeat(100)}`, 413],
    [ors(100, 'body.ilike.*k*'), 413],
    [ors(100, 'data->a->b.eq.1'), 413],
  ]
  for (const [filter, expected] of answers) {
    expect([filter.slice(0, 40), await status(filter)]).toEqual([filter.slice(0, 40), expected])
  }
  await house.stop()
})
