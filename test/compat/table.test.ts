import { expect, test } from 'bun:test'
import { outcomesOf, printTable, readReport, readTable } from './table.ts'

const XML = `<testsuites>
  <testcase name="data: filters: cs of &quot;a|b&quot;" time="0.1" />
  <testcase name="data: filters: sl (not on SQLite: it has no range types)" time="0.1"></testcase>
  <testcase name="data: read: cast" time="0.1">
    <failure type="AssertionError" />
  </testcase>
  <testcase name="something else" />
</testsuites>`

const results = readReport(XML)
const sqlite = outcomesOf('data', results)
const markdown = printTable('data', { sqlite, postgres: new Map([['filters: sl', 'works']]) })

test('a report becomes outcomes', () => {
  expect([...results.values()]).toEqual([true, true, false, true])
  expect(Object.fromEntries(sqlite)).toEqual({
    'filters: cs of "a|b"': 'works',
    'filters: sl': 'refused: it has no range types',
    'read: cast': '**does not work yet**',
  })
})

test('outcomes become a table', () => {
  expect(markdown.split('\n').slice(7)).toEqual([
    '- SQLite: 1 of 3 work, 1 are refused with a reason',
    '- PostgreSQL: 1 of 1 work, 0 are refused with a reason',
    '',
    '## filters',
    '',
    '| capability | SQLite | PostgreSQL |',
    '| --- | --- | --- |',
    '| cs of "a\\|b" | works | – |',
    '| sl | refused: it has no range types | works |',
    '',
    '## read',
    '',
    '| capability | SQLite | PostgreSQL |',
    '| --- | --- | --- |',
    '| cast | **does not work yet** | – |',
    '',
  ])
})

test('a table can be read back', () => {
  expect(readTable(markdown, 'sqlite')).toEqual(sqlite)
  expect(readTable(markdown, 'postgres')).toEqual(new Map([['filters: sl', 'works']]))
})
