/** What a case of the agreement test is made of, as plain data: made from a seed, run, shrunk, printed. */

/** One declaration of `app.ts`: `const songs = table({ … })`, a column a line. */
export interface Declared {
  readonly name: string
  readonly text: string
}

/** A row as a body gives it: JSON text by column. */
export type JsonRow = Readonly<Record<string, string>>

export interface Rows {
  readonly table: string
  readonly rows: readonly JsonRow[]
}

export interface Param {
  readonly name: string
  readonly value: string
  /** What follows the value and stays when the case is made smaller: the key, which makes an order total. */
  readonly pinned?: string
}

export type Body =
  | { readonly kind: 'rows'; readonly rows: readonly JsonRow[]; readonly bulk: boolean }
  | { readonly kind: 'text'; readonly text: string }

export type Who =
  | 'anon'
  | 'service'
  | {
      readonly name: string
      readonly roles: readonly string[]
      readonly claims: Readonly<Record<string, unknown>>
    }

export interface Asked {
  readonly who: Who
  readonly method: string
  readonly table: string
  readonly params: readonly Param[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body | null
}

export interface Case {
  readonly seed: number
  readonly app: readonly Declared[]
  readonly rows: readonly Rows[]
  readonly requests: readonly Asked[]
}

/** Path and query, encoded. */
export function pathOf({ table, params }: Asked): string {
  const query = params
    .map(({ name, value, pinned }) => {
      const whole = [value, pinned].filter((part) => part !== undefined && part !== '').join(',')
      return `${encodeURIComponent(name)}=${encodeURIComponent(whole)}`
    })
    .join('&')
  return query === '' ? table : `${table}?${query}`
}

export function bodyText(body: Body | null): string | null {
  if (body === null) return null
  if (body.kind === 'text') return body.text
  const rows = body.rows.map(jsonRow)
  return body.bulk ? `[${rows.join(',')}]` : (rows[0] ?? '{}')
}

export function jsonRow(row: JsonRow): string {
  return `{${Object.entries(row)
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join(',')}}`
}
