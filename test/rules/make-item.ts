/** What a read selects besides plain columns: values in JSON, casts, aggregates, ranks. And searches. */
import type { Dice } from './dice.ts'
import {
  type Cell,
  type ColumnSpec,
  type Kind,
  type Row,
  rowsOf,
  type State,
  type TableSpec,
} from './spec.ts'
import type { AggregateFn, ItemSpec, PathSpec, SearchFilter } from './spec-request.ts'
import { SEARCH_MODES } from './spec-request.ts'
import { anyValue } from './values.ts'

/** Kinds that `min()` and `max()` take. */
const ORDERED: readonly Kind[] = [
  'text',
  'integer',
  'bigint',
  'float',
  'decimal',
  'timestamp',
  'date',
  'time',
]
const NUMBERS: readonly Kind[] = ['integer', 'bigint', 'float', 'decimal']
const CASTS = ['text', 'text', 'text', 'integer', 'bigint', 'numeric', 'float8', 'boolean', 'date', 'jsonb']

export const hasPaths = ({ kind }: ColumnSpec): boolean => kind === 'json' || kind.endsWith('[]')

export class ItemMaker {
  private names = 0

  constructor(
    private readonly dice: Dice,
    private readonly state: State,
  ) {}

  /** A name that no column has. */
  private name(): string {
    this.names += 1
    return `x${this.names}`
  }

  /** One item of the columns, or none where they have nothing to show so. */
  item(columns: readonly ColumnSpec[]): readonly ItemSpec[] {
    const { dice } = this
    const documents = columns.filter(hasPaths)
    if (documents.length > 0 && dice.chance(60)) {
      const column = dice.pick(documents)
      return [
        { is: 'path', as: this.name(), column: column.name, kind: column.kind, path: this.path(column) },
      ]
    }
    const column = columns.length === 0 ? undefined : dice.pick(columns)
    if (column === undefined) return []
    const to = dice.chance(70) ? 'text' : dice.pick(CASTS)
    return [{ is: 'cast', as: this.name(), column: column.name, kind: column.kind, to }]
  }

  rank(): ItemSpec {
    return { is: 'rank', as: this.name() }
  }

  /** One to three aggregates. */
  aggregates(columns: readonly ColumnSpec[]): readonly ItemSpec[] {
    return Array.from({ length: this.dice.between(1, 3) }, () => this.aggregate(columns))
  }

  private aggregate(columns: readonly ColumnSpec[]): ItemSpec {
    const { dice } = this
    const fn = dice.pick<AggregateFn>(['count', 'count', 'sum', 'avg', 'min', 'max', 'min', 'max'])
    const common = { is: 'aggregate', as: this.name(), fn, path: null, cast: null } as const
    const documents = columns.filter(({ kind }) => kind === 'json')
    if (documents.length > 0 && dice.chance(20)) {
      const column = dice.pick(documents)
      const path = { ...this.path(column), text: true }
      return { ...common, fn: dice.pick(['count', 'min', 'max']), column: column.name, path, kind: 'text' }
    }
    if (dice.chance(8)) {
      const texts = columns.filter(({ kind }) => kind === 'text')
      if (texts.length > 0)
        return { ...common, column: dice.pick(texts).name, cast: dice.pick(CASTS), kind: 'text' }
    }
    const kinds = fn === 'sum' || fn === 'avg' ? NUMBERS : ORDERED
    const possible = columns.filter(({ kind }) => fn === 'count' || kinds.includes(kind))
    const column = possible.length === 0 || (fn === 'count' && dice.chance(50)) ? null : dice.pick(possible)
    if (column === null) return { ...common, fn: 'count', column: null, kind: 'bigint' }
    return { ...common, column: column.name, kind: column.kind }
  }

  /** A way that leads somewhere in most documents of a case. */
  path({ kind }: Pick<ColumnSpec, 'kind'>): PathSpec {
    const { dice } = this
    const text = dice.chance(65)
    if (kind !== 'json') return { steps: [dice.pick([0, 0, 1, -1])], text }
    const steps = dice.pick<readonly (string | number)[]>([
      ['a'],
      ['a'],
      ['b'],
      ['b', 0],
      ['b', 1, 'c'],
      ['b', -1, 'c'],
      [0],
      ['a', 'b'],
      ['none'],
    ])
    return { steps, text }
  }

  /** What the end of a path may be compared with. */
  endOf(table: TableSpec, column: ColumnSpec): Cell {
    const { dice } = this
    const held = rowsOf(this.state, table.name).flatMap((row) => [...textsIn(row[column.name] ?? null)])
    if (held.length > 0 && dice.chance(70)) return dice.pick(held)
    return dice.pick(['1', 'x', 'plain', 'ash'])
  }

  search(table: TableSpec): SearchFilter {
    const { dice } = this
    const column = dice.chance(40) ? 'search' : dice.pick(table.search)
    const columns = column === 'search' ? table.search : [column]
    const mode = dice.pick(SEARCH_MODES)
    const form =
      mode === 'plfts'
        ? 'all'
        : mode === 'phfts'
          ? 'phrase'
          : mode === 'wfts'
            ? dice.pick(['all', 'any', 'but', 'phrase'] as const)
            : dice.pick(['all', 'any', 'but', 'phrase', 'beginning'] as const)
    const words = Array.from({ length: form === 'beginning' ? 1 : dice.between(1, 2) }, () =>
      this.word(table, columns),
    )
    return {
      is: 'search',
      column,
      columns,
      mode,
      language: dice.chance(75) ? 'simple' : 'english',
      form,
      words,
      negated: dice.chance(15),
    }
  }

  /** A word of some row, seen or not, or one of the pool. */
  private word(table: TableSpec, columns: readonly string[]): string {
    const { dice } = this
    const held = (row: Row) => columns.flatMap((name) => wordsOf(String(row[name] ?? '')))
    const words = rowsOf(this.state, table.name).flatMap(held)
    if (words.length > 0 && dice.chance(70)) return dice.pick(words)
    return dice.pick([...wordsOf(String(anyValue(dice, 'text'))), 'tree', 'ash'])
  }
}

/** The words of a text as full-text search sees them, in small letters. */
export const wordsOf = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []

function* textsIn(cell: Cell): Generator<string> {
  if (typeof cell === 'string') yield cell.replace(/^#/, '')
  else if (typeof cell === 'object' && cell !== null)
    for (const each of Object.values(cell)) yield* textsIn(each)
}
