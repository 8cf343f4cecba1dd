/**
 * What one client must find in the database: its own rows, which nobody else writes, and what each of its
 * requests makes of them. Written without a look at how the server does it.
 */

export type Cell = number | string | null
export type Row = Readonly<Record<string, Cell>>
export type TableName = 'accounts' | 'notes' | 'entries'
export const TABLES: readonly TableName[] = ['accounts', 'notes', 'entries']

/** Rows by their ids, a map for each table. Never changed in place. */
export type State = Readonly<Record<TableName, ReadonlyMap<number, Row>>>
type Draft = Record<TableName, Map<number, Row>>

export const EMPTY: State = { accounts: new Map(), notes: new Map(), entries: new Map() }

/** Columns and the values that they equal. */
export type Match = Readonly<Record<string, number>>

interface Common {
  readonly table: TableName
  /** Answered as if it were done, and undone (`tx=rollback`). */
  readonly rollback: boolean
}

interface Chosen extends Common {
  readonly match: Match
  /** The first so many by id. */
  readonly limit: number | null
  readonly affectedMax: number | null
  /** One object is asked for: any other number of rows undoes it. */
  readonly single: boolean
}

export type Write =
  | (Common & {
      readonly kind: 'insert'
      readonly rows: readonly Row[]
      readonly resolution: 'merge' | 'ignore' | null
    })
  | (Common & { readonly kind: 'put'; readonly row: Row })
  | (Chosen & { readonly kind: 'update'; readonly set: Row })
  | (Chosen & { readonly kind: 'delete' })

/** What a write does: nothing but a refusal with one of these codes, or a new state and the ids it names. */
export type Effect =
  | { readonly refused: readonly string[] }
  | { readonly refused: null; readonly next: State; readonly ids: readonly number[] }

class Refused extends Error {
  constructor(readonly codes: readonly string[]) {
    super(codes.join())
  }
}

export function effectOf(state: State, write: Write): Effect {
  const draft: Draft = {
    accounts: new Map(state.accounts),
    notes: new Map(state.notes),
    entries: new Map(state.entries),
  }
  try {
    const ids = run(draft, write)
    return { refused: null, next: write.rollback ? state : draft, ids }
  } catch (error) {
    if (error instanceof Refused) return { refused: error.codes }
    throw error
  }
}

function run(draft: Draft, write: Write): number[] {
  switch (write.kind) {
    case 'insert':
      return insert(draft, write.table, write.rows, write.resolution)
    case 'put':
      return insert(draft, write.table, [write.row], 'merge')
    case 'update':
    case 'delete': {
      const ids = chosen(draft, write)
      if (write.kind === 'update') update(draft, write.table, ids, write.set)
      else remove(draft, write.table, ids)
      if (write.affectedMax !== null && ids.length > write.affectedMax) throw new Refused(['PGRST124'])
      if (write.single && ids.length !== 1) throw new Refused(['PGRST116'])
      return ids
    }
  }
}

function insert(
  draft: Draft,
  table: TableName,
  rows: readonly Row[],
  resolution: 'merge' | 'ignore' | null,
): number[] {
  // Which of several mistakes is told is the server's choice.
  const codes = rows.flatMap((row) => mistakes(draft, table, row, rows))
  const ids: number[] = []
  for (const row of rows) {
    const id = Number(row.id)
    const exists = draft[table].has(id)
    if (exists && resolution === null) codes.push('23505')
    if (exists && resolution === 'ignore') continue
    if (nameTaken(draft, table, row)) codes.push('23505')
    draft[table].set(id, row)
    ids.push(id)
  }
  if (codes.length > 0) throw new Refused(codes)
  return ids
}

function update(draft: Draft, table: TableName, ids: readonly number[], set: Row): void {
  const codes: string[] = []
  for (const id of ids) {
    const row = { ...draft[table].get(id), ...set }
    codes.push(...mistakes(draft, table, row, []))
    if (nameTaken(draft, table, row)) codes.push('23505')
    draft[table].set(id, row)
  }
  if (codes.length > 0) throw new Refused(codes)
}

function mistakes(draft: Draft, table: TableName, row: Row, batch: readonly Row[]): string[] {
  const codes: string[] = []
  if (table === 'accounts' && Number(row.balance) < 0) codes.push('23514')
  if (table === 'entries' && Number(row.amount) >= 1000) codes.push('42501')
  if (table === 'notes') {
    const { account, parent } = row
    if (!draft.accounts.has(Number(account))) codes.push('23503')
    const near = parent === row.id || batch.some((other) => other.id === parent)
    if (parent !== null && !near && !draft.notes.has(Number(parent))) codes.push('23503')
  }
  return codes
}

function nameTaken(draft: Draft, table: TableName, row: Row): boolean {
  if (table !== 'accounts') return false
  return [...draft.accounts.values()].some((other) => other.name === row.name && other.id !== row.id)
}

function chosen(draft: Draft, { table, match, limit }: Chosen): number[] {
  const conditions = Object.entries(match)
  const ids = [...draft[table].values()]
    .filter((row) => conditions.every(([column, value]) => row[column] === value))
    .map((row) => Number(row.id))
    .sort((a, b) => a - b)
  return limit === null ? ids : ids.slice(0, limit)
}

/** Notes go with their account; what a note was the parent of stays without one. */
function remove(draft: Draft, table: TableName, ids: readonly number[]): void {
  for (const id of ids) draft[table].delete(id)
  if (table === 'entries') return
  const gone = new Set(ids)
  if (table === 'accounts') {
    const followers = [...draft.notes.values()].filter((note) => gone.has(Number(note.account)))
    remove(
      draft,
      'notes',
      followers.map((note) => Number(note.id)),
    )
    return
  }
  for (const note of draft.notes.values())
    if (note.parent !== null && gone.has(Number(note.parent)))
      draft.notes.set(Number(note.id), { ...note, parent: null })
}

/** The rows of a state as text, one a line: what is compared and shown. */
export function linesOf(state: State): string[] {
  return TABLES.flatMap((table) =>
    [...state[table].values()]
      .sort((a, b) => Number(a.id) - Number(b.id))
      .map((row) => `${table} ${JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))}`),
  )
}
