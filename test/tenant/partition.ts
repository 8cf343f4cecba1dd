/**
 * A database whose tables are cut up by the tenant's hash: one server's stand-in for many. PostgreSQL asks of
 * such tables what a distributed one asks: the tenant in every key, and no key across tenants.
 */
import { SQL } from 'bun'
import { printSchema } from '../../src/engines/postgres/index.ts'
import type { App } from '../../src/model/index.ts'
import { freshDatabase } from './world.ts'

const PARTS = 4

export function partitionedSchema({ model }: App): string {
  return printSchema(model).replaceAll(/(create table "(\w+)" \([^;]*\n\));/g, (all, made, name) => {
    const tenant = model.tables.get(name)?.tenant
    if (tenant == null) return all
    const parts = Array.from({ length: PARTS }, (_, part) => {
      const values = `for values with (modulus ${PARTS}, remainder ${part})`
      return `create table "${name}_part_${part}" partition of "${name}" ${values};`
    })
    return [`${made} partition by hash ("${tenant.column}");`, ...parts].join('\n')
  })
}

export async function partitionedDatabase(app: App): Promise<string> {
  const database = await freshDatabase()
  const sql = new SQL(database, { max: 1 })
  await sql.unsafe(partitionedSchema(app))
  await sql.close()
  return database
}
