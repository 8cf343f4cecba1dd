/**
 * Measures what the types of a large app cost: 100 tables of ten columns, two of them references, and a
 * client that reads, embeds and writes. Run it by `bun test/types/hundred-tables.ts [tables]`.
 */
import { join } from 'node:path'
import { compile, withSource } from './compile.ts'

const ROOT = join(import.meta.dir, '../..')
const MODEL = join(ROOT, 'src/model/index.ts')
const CLIENT = join(ROOT, 'node_modules/@supabase/supabase-js')

/** The source of an app with `count` tables; without tables, of the imports alone. */
export function largeApp(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `table_${index}`)
  const before = (index: number, steps: number) => names[(index + count - steps) % count]
  const tables = names.map(
    (name, index) => `export const ${name} = table({
  id: id(), title: text().length(1, 80), note_${index}: text().optional(), size: integer().min(0),
  price: decimal(10, 2), status: text().oneOf('open', 'done_${index}').default('open'),
  made: timestamp().default('now').readonly(), secret: text().optional().hidden(),
  parent: ref(() => ${before(index, 1)}), other: ref(() => ${before(index, 7)}).optional(),
}).access({ read: ({ row, me }) =>
  row.parent.parent.other.title.is('x').or(row.size.gt(3)).or(me.is('editor')) })`,
  )
  const uses = names
    .filter((_, index) => index % 5 === 0)
    .map(
      (name, index) => `export const read_${index} = async () => {
  const { data } = await client.from('${name}')
    .select('title, status, parent(title, other(size, parent(price))), other(*)')
  const title: string | undefined = data?.[0]?.parent.title
  const price: number | undefined = data?.[0]?.parent.other?.parent.price
  return [title, price]
}
export const write_${index} = () =>
  client.from('${name}').insert({ title: 'a', size: 1, price: '1.00', parent: 'x' })`,
    )
  return `import { createClient } from '${CLIENT}'
import { app, type DatabaseOf, decimal, id, integer, ref, table, text, timestamp } from '${MODEL}'
${tables.join('\n')}
export const large = app({ tables: { ${names.join(', ')} } })
export const client = createClient<DatabaseOf<typeof large>>('http://localhost', 'key')
${uses.join('\n')}
`
}

if (import.meta.main) {
  const measured = /^(Types|Instantiations|Memory used|Check time|Total time):/
  for (const count of [0, Number(process.argv[2] ?? 100)]) {
    const run = withSource(largeApp(count), (path) => compile([path], {}, ['--extendedDiagnostics']))
    const lines = run.output.split('\n').filter((line) => measured.test(line))
    console.log(
      `${count} tables: ${Math.round(run.ms)} ms, ${run.errors.length} errors\n  ${lines.join('\n  ')}`,
    )
    for (const error of run.errors.slice(0, 5)) console.log(`  ${error}`)
  }
}
