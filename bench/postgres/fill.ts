/** Fills PostgreSQL databases with the same rows, whatever their tables look like. */
import { SQL } from 'bun'
import { ALBUMS, albumAt, slices, songAt, USERS, userAt } from '../songs.ts'

const ROWS_PER_INSERT = 10_000

/** By hand: the schema, then the rows as JSON. */
export async function fillPostgres(url: string, rows: number, schema: string): Promise<void> {
  await connected(url, async (sql) => {
    await sql.unsafe(schema)
    await write(sql, 'users', USERS, (number) => ({ id: userAt(number) }))
    await write(sql, 'albums', ALBUMS, albumAt)
    await write(sql, 'songs', rows, songAt)
  })
}

async function write(sql: SQL, table: string, count: number, rowAt: (number: number) => object) {
  const text = `insert into ${table} select * from json_populate_recordset(null::${table}, ($1::text)::json)`
  for (const slice of slices(count, ROWS_PER_INSERT)) {
    await sql.unsafe(text, [JSON.stringify(slice.map(rowAt))])
  }
}

/** Every copy begins with what is known of its rows, and with nothing to clean up behind them. */
export function tidyUp(url: string): Promise<void> {
  return connected(url, async (sql) => {
    await sql.unsafe('vacuum (analyze, freeze)')
  })
}

async function connected(url: string, work: (sql: SQL) => Promise<void>): Promise<void> {
  const sql = new SQL(url, { max: 1, prepare: false })
  try {
    await work(sql)
  } finally {
    await sql.close()
  }
}
