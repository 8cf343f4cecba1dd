/** Random reads of a table: columns, embeds in every direction, orders that are total, pages. */
import type { Column, Model, Relation, Table } from '../../src/model/index.ts'
import type { Dice } from '../rules/dice.ts'
import type { Param, Rows } from './case.ts'
import { FilterMaker } from './make-filter.ts'

const CASTS = [
  'text',
  'int',
  'bigint',
  'float8',
  'numeric',
  'boolean',
  'uuid',
  'date',
  'time',
  'timestamptz',
  'jsonb',
]
const SUMMED = ['integer', 'bigint', 'decimal']
const COMPARED = [...SUMMED, 'text', 'float', 'timestamp', 'date', 'time']
const UNORDERED = ['json', 'array', 'bytes']

interface Level {
  readonly select: string
  readonly params: readonly Param[]
}

interface Embed extends Level {
  readonly path: string
  readonly isOne: boolean
  readonly relation: Relation
}

export class ReadMaker {
  private aliases = 0
  readonly filters: FilterMaker

  constructor(
    private readonly dice: Dice,
    private readonly model: Model,
    rows: readonly Rows[],
    private readonly wrong: number,
  ) {
    this.filters = new FilterMaker(dice, rows, wrong)
  }

  /** Everything that the URL of a read says. */
  read(table: Table): Param[] {
    const { dice } = this
    const { select, params } = dice.chance(10) ? this.groups(table, '') : this.level(table, '', 3)
    const own = select === '*' && dice.chance(50) ? [] : [{ name: 'select', value: select }]
    return [...own, ...params]
  }

  /** What a write sends back: filters and pages are those of the write itself. */
  returned(table: Table): Param[] {
    const { select, params } = this.level(table, '', this.dice.chance(30) ? 2 : 0)
    const inside = params.filter(({ name }) => name === 'order' || /^e\d+\./.test(name))
    return [{ name: 'select', value: select }, ...inside]
  }

  private level(table: Table, at: string, depth: number): Level {
    const { dice } = this
    const embeds = depth > 0 ? this.embeds(table, at, depth) : []
    const items = dice.chance(40) ? ['*'] : Array.from({ length: dice.between(1, 4) }, () => this.item(table))
    const aliases = embeds
      .filter(({ path }) => /e\d+\.$/.test(path))
      .map(({ path }) => path.slice(at.length, -1))
    const filters = Array.from({ length: dice.chance(60) ? 0 : dice.between(1, 2) }, () =>
      this.filters.filter(table, at, aliases),
    )
    return {
      select: [...items, ...embeds.map(({ select }) => select)].join(','),
      params: [
        ...filters,
        this.order(table, at, embeds),
        ...this.page(at),
        ...embeds.flatMap(({ params }) => params),
      ],
    }
  }

  private item(table: Table): string {
    const { dice } = this
    const column = this.filters.column(table)
    const field = this.filters.field(column)
    const alias = dice.chance(20) ? `${dice.pick(['x', 'y', 'Other', '"odd name"'])}:` : ''
    return `${alias}${field}${dice.chance(15) ? `::${this.cast(column)}` : ''}`
  }

  private cast({ type }: Column): string {
    const { dice } = this
    if (dice.chance(this.wrong)) return dice.pick(['money', 'nothing', 'xml'])
    if (dice.chance(55)) return 'text'
    return type.kind === 'text' ? dice.pick(['text', 'varchar', 'jsonb', 'int']) : dice.pick(CASTS)
  }

  /** The random part may say anything; the key behind it makes the order total. */
  private order(table: Table, at: string, embeds: readonly Embed[]): Param {
    const { dice } = this
    const terms = Array.from({ length: dice.chance(50) ? 0 : dice.between(1, 2) }, () => {
      const direction = dice.pick([
        '',
        '',
        '.asc',
        '.desc',
        '.nullsfirst',
        '.desc.nullslast',
        '.asc.nullslast',
      ])
      const one = embeds.filter(({ relation, path }) => relation.kind === 'to-one' && /e\d+\.$/.test(path))
      const embed = one.length > 0 && dice.chance(35) ? dice.pick(one) : null
      const target = embed === null ? table : this.tableOf(embed.relation.to)
      const field = this.filters.field(this.filters.column(target))
      return `${embed === null ? field : `${embed.path.slice(at.length, -1)}(${field})`}${direction}`
    })
    return { name: `${at}order`, value: terms.join(','), pinned: table.primaryKey.join(',') }
  }

  private page(at: string): Param[] {
    const { dice } = this
    const params: Param[] = []
    if (dice.chance(22)) params.push({ name: `${at}limit`, value: String(dice.below(4)) })
    if (dice.chance(12)) params.push({ name: `${at}offset`, value: String(dice.below(4)) })
    if (dice.chance(this.wrong)) params.push({ name: `${at}limit`, value: dice.pick(['-1', 'x', '1.5', '']) })
    return params
  }

  private tableOf(name: string): Table {
    return this.model.tables.get(name) as Table
  }

  private embeds(table: Table, at: string, depth: number): Embed[] {
    const { dice } = this
    const count = table.relations.length === 0 || dice.chance(40) ? 0 : dice.between(1, 2)
    const spread = new Set<string>()
    return Array.from({ length: count }, () => {
      const relation = dice.pick(table.relations)
      const target = this.tableOf(relation.to)
      const isOne = relation.kind === 'to-one' || relation.single
      const name = this.name(relation)
      const [bare = ''] = name.split('!')
      const spreads = dice.chance(18) && !spread.has(bare) && /^\w+$/.test(bare)
      this.aliases += 1
      const alias = `e${this.aliases}`
      const path = spreads ? `${at}${bare}.` : `${at}${alias}.`
      if (spreads) spread.add(bare)
      const { select, params } =
        dice.chance(12) && !isOne ? this.groups(target, path) : this.level(target, path, depth - 1)
      const join = dice.chance(25) ? dice.pick(['!inner', '!inner', '!left']) : ''
      const shown = dice.chance(4) ? '' : select
      const head = spreads ? `...${name}` : `${alias}:${name}`
      return { path, isOne, relation, params, select: `${head}${join}(${shown})` }
    })
  }

  private name(relation: Relation): string {
    const { dice } = this
    if (dice.chance(this.wrong)) return dice.pick(['nothing', `${relation.to}!nothing`, 'users'])
    const plain = dice.chance(7)
    if (relation.kind === 'many-to-many') {
      return plain ? relation.to : `${relation.to}!${dice.pick([relation.junction, relation.constraintFrom])}`
    }
    if (relation.kind === 'to-one') return dice.pick([relation.constraint, relation.fromColumn])
    const { constraint, toColumn } = relation
    return plain ? relation.to : `${relation.to}!${dice.pick([constraint, toColumn, toColumn, toColumn])}`
  }

  /** Groups and what is counted of them; the groups make the order. */
  private groups(table: Table, at: string): Level {
    const { dice } = this
    const visible = table.columns.filter((column) => !column.hidden)
    const orderable = visible.filter(({ type }) => !UNORDERED.includes(type.kind))
    const groups = dice.some(orderable, 2).map(({ name }) => name)
    const counted = Array.from({ length: dice.between(1, 3) }, (_, index) => this.aggregate(visible, index))
    const filters = dice.chance(40) ? [this.filters.filter(table, at, [])] : []
    const order = groups.length === 0 ? [] : [{ name: `${at}order`, value: '', pinned: groups.join(',') }]
    return { select: [...groups, ...counted].join(','), params: [...filters, ...order, ...this.page(at)] }
  }

  private aggregate(columns: readonly Column[], index: number): string {
    const { dice } = this
    const cast = dice.chance(12) ? `::${dice.pick(['text', 'int', 'float8'])}` : ''
    if (dice.chance(25)) return `n${index}:count()${cast}`
    const fn = dice.pick(['count', 'sum', 'avg', 'min', 'max'])
    const kinds = fn === 'sum' || fn === 'avg' ? SUMMED : fn === 'count' ? null : COMPARED
    const possible = columns.filter(
      ({ type }) => kinds === null || kinds.includes(type.kind) || dice.chance(this.wrong),
    )
    if (possible.length === 0) return `n${index}:count()`
    return `n${index}:${dice.pick(possible).name}.${fn}()${cast}`
  }
}
