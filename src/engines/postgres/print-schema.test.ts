import { expect, test } from 'bun:test'
import { SQL } from 'bun'
import { postgres, postgresHint } from '../../../test/postgres/binaries.ts'
import { freshDatabase } from '../../../test/postgres/server.ts'
import { app, decimal, id, identity, integer, json, ref, table, text } from '../../index.ts'
import { PostgresEngine, printSchema } from './index.ts'

const artists = table({ id: id(), name: text().unique().oneOf("it's", '"both"', '$$') })
const songs = table({
  number: identity(),
  artist: ref(() => artists).onDelete('cascade'),
  title: text(),
  minutes: integer().min(1).max(99),
  price: decimal(30, 2).optional(),
  more: json().optional(),
})
  .search('title')
  .index('title', 'minutes')
  .check('named', ({ row }) => row.title.matches("^[a-z$']+$"))
  .check('more', ({ row }) => row.more.isNot({ a: 1 }))
const { model } = app({ tables: { artists, songs } })

/** Columns, constraints and indexes of the app's tables. */
const PARTS = `select * from (
  select table_name || '.' || column_name as name,
    concat_ws(' ', data_type, is_nullable, generation_expression) as is
  from information_schema.columns where table_name in ('artists', 'songs')
  union all select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid <> 0
  union all select indexname, indexdef from pg_indexes where tablename in ('artists', 'songs')
) as parts order by 1, 2`

async function partsOf(url: string): Promise<readonly unknown[]> {
  const sql = new SQL(url, { max: 1 })
  const rows = [...(await sql.unsafe(PARTS))]
  await sql.close()
  return rows
}

test.skipIf(postgres === null)(
  `the script makes what the server makes${postgres === null ? ` (left out: ${postgresHint})` : ''}`,
  async () => {
    const [made, opened] = [await freshDatabase(), await freshDatabase()]
    const sql = new SQL(made, { max: 1 })
    await sql.unsafe(printSchema(model)).simple()
    await sql.close()
    await (await PostgresEngine.open(opened, model)).engine.close()
    expect(await partsOf(made)).toEqual(await partsOf(opened))
    // And it finds nothing to change.
    const { engine, applied } = await PostgresEngine.open(made, model)
    await engine.close()
    expect(applied).toEqual([])
  },
  60_000,
)
