/** Random reads: columns, items, embeds of every form, filters, orders, pages. */
import type { Dice } from './dice.ts'
import { hasPaths, ItemMaker } from './make-item.ts'
import type { Without } from './make-model.ts'
import { embedName, relationsOf } from './relations.ts'
import {
  type Cell,
  type ColumnSpec,
  columnOf,
  type ModelSpec,
  rowsOf,
  type State,
  type TableSpec,
  tableOf,
} from './spec.ts'
import {
  type EmbedSpec,
  type FilterOp,
  type FilterSpec,
  type ItemSpec,
  type OrderSpec,
  type PathSpec,
  RANK,
  type ReadSpec,
} from './spec-request.ts'
import { anyValue, isOrdered } from './values.ts'

const OPS: readonly FilterOp[] = [
  'eq',
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'isdistinct',
  'in',
  'null',
  'null',
]
const TEXT_OPS: readonly FilterOp[] = ['eq', 'eq', 'neq', 'gt', 'lte', 'isdistinct', 'in', 'like', 'null']

/** Where a read stands in a request. */
interface Place {
  /** The rows themselves, not an embed of theirs. */
  readonly top: boolean
  /** Its members move into the row above: they need names of their own, and `*` has none. */
  readonly spread: boolean
  /** What the embed around it is called: an embed inside may be called the same. */
  readonly above: string | null
  readonly aggregates: boolean
}

const TOP: Place = { top: true, spread: false, above: null, aggregates: true }
const RETURNED: Place = { ...TOP, aggregates: false }

export class ReadMaker {
  private aliases = 0
  private readonly items: ItemMaker

  constructor(
    private readonly dice: Dice,
    private readonly model: ModelSpec,
    private readonly state: State,
    private readonly without: Without,
  ) {
    this.items = new ItemMaker(dice, state)
  }

  top(table: TableSpec): ReadSpec {
    return this.read(table, 3, TOP)
  }

  /** What a write sends back of its rows. */
  returning(table: TableSpec): ReadSpec | null {
    if (this.dice.chance(45)) return null
    const read = this.read(table, this.dice.chance(25) ? 1 : 0, RETURNED)
    const columns = read.columns === null ? null : [...new Set([...table.key, ...read.columns])]
    const items = read.items.filter((item) => item.is !== 'rank')
    const whole = { filters: [], order: [], total: false, limit: null, offset: null }
    return withTexts({ ...read, columns, items, ...whole })
  }

  private read(table: TableSpec, depth: number, place: Place): ReadSpec {
    const { dice } = this
    if (place.aggregates && dice.chance(place.top ? 10 : 14)) return this.grouped(table, depth, place)
    const embeds = depth > 0 ? this.embeds(table.name, depth, place) : []
    const filters = this.filters(table, embeds)
    const ranked = filters.some(helpsToFind)
    const paged = dice.chance(25)
    const names = [...new Set(dice.some(this.columns(table), 5).map((column) => column.name))]
    const bare = names.length === 0 && (embeds.length === 0 || place.top)
    const columns = place.spread ? (bare ? table.key : names) : dice.chance(40) || bare ? null : names
    return {
      table: table.name,
      columns,
      items: [
        ...(dice.chance(25) ? this.items.item(this.columns(table)) : []),
        ...(ranked && dice.chance(40) ? [this.items.rank()] : []),
      ],
      embeds,
      filters,
      order: Array.from({ length: dice.chance(45) ? dice.between(1, 2) : 0 }, () =>
        this.order(table, embeds, ranked),
      ),
      total: paged || dice.chance(40),
      limit: paged ? dice.between(0, 3) : null,
      offset: paged && dice.chance(50) ? dice.between(0, 3) : null,
    }
  }

  /** Aggregates, and the groups that they are taken over. */
  private grouped(table: TableSpec, depth: number, place: Place): ReadSpec {
    const { dice } = this
    const columns = [...new Set(dice.some(this.columns(table), 2).map((column) => column.name))]
    const embeds = depth > 0 && dice.chance(15) ? this.embeds(table.name, depth, place) : []
    const groups: ItemSpec[] = dice.chance(15) ? [...this.items.item(this.columns(table))] : []
    const ordered = columns.filter((name) => isOrdered(columnOf(table, name).kind))
    return {
      table: table.name,
      columns,
      items: [...groups, ...this.items.aggregates(this.columns(table))],
      embeds,
      filters: this.filters(table, embeds),
      order: ordered.length > 0 && dice.chance(40) ? [this.ordering(table, dice.pick(ordered))] : [],
      total: false,
      limit: null,
      offset: null,
    }
  }

  /** Columns to speak of: the visible ones, and now and then one that is hidden. */
  columns(table: TableSpec): readonly ColumnSpec[] {
    return this.dice.chance(4) ? table.columns : table.columns.filter((column) => !column.hidden)
  }

  private embeds(table: string, depth: number, place: Place): EmbedSpec[] {
    const { dice } = this
    const possible = relationsOf(this.model, table).filter((one) => embedName(this.model, one) !== null)
    const open = possible.filter((one) => dice.chance(10) || !this.isHidden(one))
    const made: EmbedSpec[] = []
    const count = open.length === 0 || dice.chance(45) ? 0 : dice.between(1, 2)
    for (let index = 0; index < count; index++) {
      const embed = this.embed(dice.pick(open), depth, place)
      if (!made.some(({ alias }) => alias === embed.alias)) made.push(embed)
    }
    return made
  }

  private embed(relation: EmbedSpec['relation'], depth: number, place: Place): EmbedSpec {
    const { dice } = this
    this.aliases += 1
    const own = `e${this.aliases}`
    const spread = dice.chance(18)
    const target = embedName(this.model, relation)?.split('!')[0] ?? own
    const again = !spread && !place.spread && place.above !== null && dice.chance(20)
    const alias = spread ? target : again ? (place.above ?? own) : own
    // In what a write sends back there are none, and those of a spread move up into it.
    const aggregates = place.aggregates || !spread
    const below: Place = { top: false, spread, above: spread ? null : alias, aggregates }
    const read = this.read(tableOf(this.model, relation.to), depth - 1, below)
    return { alias, relation, inner: dice.chance(25), spread, prefix: spread ? `${own}_` : '', read }
  }

  private isHidden({ kind, from, to, column, junction, far }: EmbedSpec['relation']): boolean {
    const near = columnOf(tableOf(this.model, kind === 'to-one' ? from : (junction ?? to)), column)
    return (
      near.hidden ||
      (junction !== null && far !== null && columnOf(tableOf(this.model, junction), far).hidden)
    )
  }

  private filters(table: TableSpec, embeds: readonly EmbedSpec[]): FilterSpec[] {
    const count = this.dice.chance(50) ? 0 : this.dice.between(1, 2)
    return Array.from({ length: count }, () => this.filter(table, embeds, 2))
  }

  filter(table: TableSpec, embeds: readonly EmbedSpec[], depth: number): FilterSpec {
    const { dice } = this
    const negated = dice.chance(20)
    if (depth > 0 && dice.chance(20)) {
      const of = Array.from({ length: dice.between(1, 3) }, () => this.filter(table, embeds, depth - 1))
      return { is: dice.pick(['and', 'or', 'or']), of, negated }
    }
    if (embeds.length > 0 && dice.chance(25)) return { is: 'embed', alias: dice.pick(embeds).alias, negated }
    if (table.search.length > 0 && dice.chance(35)) return this.items.search(table)
    const column = dice.pick(this.columns(table))
    if (hasPaths(column) && dice.chance(60)) return this.inside(table, column, negated)
    const op = this.operator(column)
    const value = this.operand(table, column, op)
    return { is: 'filter', column: column.name, path: null, kind: column.kind, op, value, negated }
  }

  /** A filter of what lies in a document. */
  private inside(table: TableSpec, column: ColumnSpec, negated: boolean): FilterSpec {
    const { dice } = this
    const path = this.items.path(column)
    const common = { is: 'filter', column: column.name, path, negated } as const
    if (!path.text) {
      const op = dice.pick(['null', 'eq', 'neq', 'isdistinct'] as const)
      const value = op === 'null' ? null : column.kind === 'json' ? anyValue(dice, 'json') : '#1'
      return { ...common, kind: 'json', op, value }
    }
    const op = dice.pick(TEXT_OPS)
    const one = () => this.items.endOf(table, column)
    const value = op === 'null' ? null : op === 'in' ? [one(), one()] : op === 'like' ? this.pattern() : one()
    return { ...common, kind: 'text', op, value }
  }

  private operator({ kind }: ColumnSpec): FilterOp {
    if (kind === 'json') return this.dice.pick(['null', 'cs', 'eq', 'neq'])
    if (kind.endsWith('[]')) return this.dice.pick(['cs', 'null'])
    if (kind === 'text' && this.dice.chance(30)) return this.dice.pick(['like', 'ilike'])
    return this.dice.pick(OPS)
  }

  private operand(table: TableSpec, column: ColumnSpec, op: FilterOp): Cell {
    const { dice } = this
    if (op === 'null') return null
    if (op === 'like' || op === 'ilike') return this.pattern()
    if (op === 'in') return Array.from({ length: dice.between(1, 3) }, () => this.known(table, column))
    return op === 'cs' && column.kind !== 'json' ? anyValue(dice, column.kind) : this.known(table, column)
  }

  private pattern(): string {
    const { dice } = this
    if (!this.without.has('patterns') && dice.chance(6)) return 'a\\'
    return dice.pick(['a%', '%r%', '_sh', 'mk%', '%é%', '%'])
  }

  /** A value that some row holds, seen or not, or one that may be held by none. */
  private known(table: TableSpec, column: ColumnSpec): Cell {
    const held = rowsOf(this.state, table.name).flatMap((row) => {
      const cell = row[column.name] ?? null
      return cell === null ? [] : [cell]
    })
    if (held.length > 0 && this.dice.chance(75)) return this.dice.pick(held)
    return anyValue(this.dice, column.kind)
  }

  order(table: TableSpec, embeds: readonly EmbedSpec[], ranked = false): OrderSpec {
    const { dice } = this
    if (ranked && dice.chance(40)) return { ...this.ordering(table, ''), column: RANK, kind: 'float' }
    const plain = embeds.filter((one) => one.relation.kind === 'to-one')
    const embed = plain.length > 0 && dice.chance(35) ? dice.pick(plain) : null
    const target = embed === null ? table : tableOf(this.model, embed.relation.to)
    const columns = this.columns(target).filter((column) => isOrdered(column.kind) || hasPaths(column))
    const column = columns.length === 0 ? target.columns[0] : dice.pick(columns)
    return { ...this.ordering(target, column?.name ?? ''), embed: embed?.alias ?? null }
  }

  private ordering(table: TableSpec, name: string): OrderSpec {
    const { dice } = this
    const column = table.columns.find((one) => one.name === name)
    const path: PathSpec | null = column !== undefined && hasPaths(column) ? this.items.path(column) : null
    return {
      embed: null,
      column: name,
      path,
      kind: path === null ? (column?.kind ?? 'text') : path.text ? 'text' : 'json',
      descending: dice.chance(50),
      nulls: dice.chance(70) ? null : dice.pick(['first', 'last'] as const),
    }
  }
}

/** A search that says what is to be found: rows have a rank by it. */
const helpsToFind = (filter: FilterSpec): boolean => {
  if (filter.negated) return false
  return (
    filter.is === 'search' || ((filter.is === 'and' || filter.is === 'or') && filter.of.some(helpsToFind))
  )
}

/** The read with casts that no value is refused by: whether a write is done must be known. */
function withTexts(read: ReadSpec): ReadSpec {
  const items = read.items.map((item): ItemSpec => {
    if (item.is === 'cast') return { ...item, to: 'text' }
    return item.is === 'aggregate' && item.cast !== null ? { ...item, fn: 'count', cast: null } : item
  })
  return { ...read, items, embeds: read.embeds.map((embed) => ({ ...embed, read: withTexts(embed.read) })) }
}
