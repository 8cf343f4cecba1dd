import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { frameOf, nameOf, placeOf } from './place.ts'

const folder = mkdtempSync(join(tmpdir(), 'offstage-place-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(folder, 'app.ts')
writeFileSync(
  file,
  `import { app, table } from 'offstage'
// songs = table({ title: 1 })
const note = "songs = table({ title })"
export const albums = table({ id: id(), title: text() })
export const songs = table({
  id: id(),
  title: text().comment('subtitle: none'),
  subtitle: text(),
}).access({ read: true, write: false })
const inner = table({ a: text() })
\tconst tabbed = 1
export default app({ tables: { albums, songs, outer: inner, late: later } })
`,
)

test.each([
  ['songs', 5, 14],
  ['songs.title', 7, 3],
  ['songs.subtitle', 8, 3],
  ['songs.access', 9, 4],
  ['songs.access.read', 9, 13],
  ['songs.access.update', 9, 25],
  ['songs.unknown', 5, 14],
  ['albums.title', 4, 41],
  ['outer.a', 10, 23],
  ['late', 12, 61],
  ['app', 12, 16],
])('%s is declared at %d:%d', (place, line, column) => {
  expect(placeOf(place, [file])).toEqual({ file, line, column })
})

test.each(['nothing', 'a(b', '', 'songs(.title'])('%p is declared nowhere', (place) => {
  expect(placeOf(place, [file, join(folder, 'absent.ts')])).toBeNull()
})

test('a place is shown with its line and a caret, tabs kept', () => {
  expect(frameOf({ file, line: 11, column: 8 })).toEqual(['  11 | \tconst tabbed = 1', '     | \t      ^'])
  expect(frameOf({ file, line: 99, column: 1 })).toEqual([])
  expect(nameOf({ file, line: 4, column: 2 }, folder)).toBe('app.ts:4:2')
  expect(nameOf({ file, line: 4, column: 2 }, join(folder, 'deeper'))).toBe(`${file}:4:2`)
})
