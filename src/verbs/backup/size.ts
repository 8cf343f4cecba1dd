/** How much a backup holds, for a person. */
import type { Manifest } from './manifest.ts'

/** `12 tables, 104,233 rows, 43.1 MB` */
export function sizeOf({ rows, bytes }: Pick<Manifest, 'rows' | 'bytes'>): string {
  const tables = Object.keys(rows).length
  const all = Object.values(rows).reduce((sum, one) => sum + one, 0)
  return [plural(tables, 'table'), plural(all, 'row'), `${(bytes / 1e6).toFixed(1)} MB`].join(', ')
}

function plural(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`
}
