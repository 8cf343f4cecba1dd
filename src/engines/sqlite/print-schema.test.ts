import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, decimal, id, identity, integer, ref, table, text } from '../../index.ts'
import { printSchema, SqliteEngine } from './index.ts'

const artists = table({ id: id(), name: text().unique().oneOf("it's", '"both"') })
const songs = table({
  number: identity(),
  artist: ref(() => artists).onDelete('cascade'),
  title: text(),
  minutes: integer().min(1).max(99),
  price: decimal(30, 2).optional(),
})
  .search('title')
  .index('title', 'minutes')
  .check('named', ({ row }) => row.title.isNot("$'"))
const { model } = app({ tables: { artists, songs } })

const folder = mkdtempSync(join(tmpdir(), 'offstage-schema-'))
afterAll(() => rmSync(folder, { recursive: true }))

const partsOf = (file: string) => {
  const database = new Database(file)
  const all = database
    .query("select name, sql from sqlite_schema where name <> 'sqlite_stat1' order by name")
    .all()
  database.close()
  return all
}

test('the script makes what the server makes, and the server finds nothing to change', () => {
  const [made, opened] = [join(folder, 'made.sqlite'), join(folder, 'opened.sqlite')]
  const database = new Database(made, { create: true })
  database.run(printSchema(model))
  database.close()
  SqliteEngine.open(opened, model).engine.close()
  expect(partsOf(made)).toEqual(partsOf(opened))
  const { engine, applied } = SqliteEngine.open(made, model)
  engine.close()
  expect(applied).toEqual([])
})

test('what SQLite cannot check by itself is said', () => {
  const named = table({ id: id(), name: text() }).check('named', ({ row }) => row.name.matches('^[a-z]+$'))
  const script = printSchema(app({ tables: { named } }).model)
  expect(script).toContain('-- A check of named calls offstage_match, which Offstage adds')
  expect(printSchema(model)).not.toContain('-- A check')
})
