/** Makes URLs that mostly hold together, from the grammar of the dialect and the tables of the app. */
import type { Column, Model, Table } from '../../src/model/index.ts'
import type { Dice } from '../rules/dice.ts'
import { ALL, ARRAYS, JSONS, PATTERNS, PROTOTYPE_NAMES, SQL, valuesOf } from './words.ts'

export type Pairs = (readonly [string, string])[]

const OPERATORS =
  'eq neq gt gte lt lte like ilike match imatch in is isdistinct cs cd ov fts plfts phfts wfts sl'.split(' ')
const CASTS =
  'text int bigint float8 numeric boolean uuid date time timestamptz json jsonb int4 bytea money'.split(' ')
const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max']

export class UrlMaker {
  constructor(
    private readonly dice: Dice,
    private readonly model: Model,
    /** Of a hundred names and values, how many are hostile. */
    private readonly hostility: number,
  ) {}

  table(): Table {
    const tables = [...this.model.tables.values()]
    return this.dice.pick(tables)
  }

  pairs(table: Table, isRead: boolean): Pairs {
    const { dice } = this
    const pairs: Pairs = []
    if (dice.chance(2)) pairs.push(['select', this.wide(table)])
    else if (dice.chance(70)) pairs.push(['select', this.select(table, 0)])
    for (let n = dice.below(4); n > 0; n--) pairs.push(this.filter(table))
    if (dice.chance(15)) pairs.push([dice.pick(['or', 'and', 'not.or', 'not.and']), this.group(table, 0)])
    if (dice.chance(25)) pairs.push([`${this.path(table)}order`, this.order(table)])
    if (dice.chance(isRead ? 30 : 10)) pairs.push([`${this.path(table)}limit`, this.count()])
    if (dice.chance(isRead ? 15 : 5)) pairs.push([`${this.path(table)}offset`, this.count()])
    if (dice.chance(isRead ? 3 : 20)) pairs.push(['columns', this.names(table)])
    if (dice.chance(isRead ? 3 : 20)) pairs.push(['on_conflict', this.names(table)])
    if (dice.chance(5)) pairs.push([dice.pick(ALL), dice.pick(ALL)])
    if (dice.chance(5) && pairs.length > 0) pairs.push(dice.pick(pairs))
    return pairs
  }

  private count(): string {
    return this.hostile() ?? String(this.dice.below(40))
  }

  /** A hostile text now and then. */
  hostile(from: readonly string[] = ALL): string | null {
    return this.dice.chance(this.hostility) ? this.dice.pick(from) : null
  }

  column(table: Table): Column {
    return this.dice.pick(table.columns)
  }

  private visible(table: Table): Column {
    return this.dice.pick(table.columns.filter((column) => !column.hidden))
  }

  private name(table: Table): string {
    const odd = this.hostile([...PROTOTYPE_NAMES, ...SQL, ...ALL, 'token', 'salary', 'gold'])
    const name = odd ?? this.visible(table).name
    return this.dice.chance(5) ? `"${name}"` : name
  }

  private names(table: Table): string {
    return Array.from({ length: 1 + this.dice.below(4) }, () => this.name(table)).join(',')
  }

  private steps(table: Table, name: string): string {
    const { dice } = this
    const isJson = table.column.get(name)?.type.kind === 'json'
    if (!dice.chance(isJson ? 60 : 3)) return ''
    const steps = ['a', 'b', '0', '-1', 'c', '"odd key"', '99999999999', '9'.repeat(320), ...PROTOTYPE_NAMES]
    const count = 1 + dice.below(3)
    return Array.from({ length: count }, (_, n) => {
      const arrow = n === count - 1 && dice.chance(50) ? '->>' : '->'
      return `${arrow}${this.hostile() ?? dice.pick(steps)}`
    }).join('')
  }

  private field(table: Table): string {
    const name = this.name(table)
    return name + this.steps(table, name)
  }

  private cast(): string {
    return `::${this.hostile([...PROTOTYPE_NAMES, ...SQL, ...ALL]) ?? this.dice.pick(CASTS)}`
  }

  select(table: Table, depth: number): string {
    const { dice } = this
    const count = 1 + dice.below(4)
    return Array.from({ length: count }, () => this.item(table, depth)).join(',')
  }

  /** As many columns as a request may have, under names that no other request has. */
  private wide(table: Table): string {
    const [column, word] = [this.visible(table).name, this.dice.below(2 ** 31).toString(36)]
    return Array.from({ length: this.dice.pick([100, 300, 490]) }, (_, n) => `${word}${n}:${column}`).join(
      ',',
    )
  }

  private item(table: Table, depth: number): string {
    const { dice } = this
    const alias = dice.chance(15) ? `${this.hostile() ?? dice.pick(['x', 'id', 'row'])}:` : ''
    if (dice.chance(10)) return '*'
    if (table.relations.length > 0 && depth < 4 && dice.chance(40)) return this.embed(table, alias, depth)
    if (dice.chance(10)) return `${alias}count()${dice.chance(30) ? this.cast() : ''}`
    const cast = dice.chance(15) ? this.cast() : ''
    const aggregate = dice.chance(10) ? `.${this.hostile() ?? dice.pick(AGGREGATES)}()` : ''
    return `${alias}${this.field(table)}${cast}${aggregate}`
  }

  private embed(table: Table, alias: string, depth: number): string {
    const { dice } = this
    const relation = dice.pick(table.relations)
    const target = this.model.tables.get(relation.to) ?? table
    const constraint = relation.kind === 'many-to-many' ? relation.junction : relation.constraint
    const hint = dice.chance(relation.from === 'boxes' || relation.to === 'boxes' ? 60 : 10)
      ? `!${this.hostile() ?? (dice.chance(85) ? constraint : dice.pick([relation.fromColumn, relation.to]))}`
      : ''
    const join = dice.chance(20) ? dice.pick(['!inner', '!inner', '!left']) : ''
    const name =
      this.hostile([...PROTOTYPE_NAMES, ...SQL]) ?? (dice.chance(85) ? relation.to : relation.fromColumn)
    return `${dice.chance(10) ? '...' : alias}${name}${hint}${join}(${this.select(target, depth + 1)})`
  }

  private path(table: Table): string {
    if (table.relations.length === 0 || this.dice.chance(80)) return ''
    return `${this.hostile() ?? this.dice.pick(table.relations).to}.`
  }

  filter(table: Table): [string, string] {
    const field = this.field(table)
    return [`${this.path(table)}${field}`, this.operation(table, field, false)]
  }

  private operation(table: Table, field: string, inGroup: boolean): string {
    const { dice } = this
    const column = table.column.get(field) ?? this.column(table)
    const not = dice.chance(15) ? 'not.' : ''
    const op = this.hostile([...PROTOTYPE_NAMES, ...ALL]) ?? this.operator(column)
    const quantified = dice.chance(10)
    const word = quantified ? `(${this.hostile() ?? dice.pick(['any', 'all'])})` : ''
    const value = this.value(column, op, quantified)
    const quoted = inGroup && dice.chance(40) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value
    return `${not}${op}${word}.${quoted}`
  }

  /** Mostly one that the type has. */
  private operator(column: Column): string {
    const { dice } = this
    const { type } = column
    if (dice.chance(10)) return dice.pick(OPERATORS)
    if (type.kind === 'text' && column.table === 'labels' && dice.chance(60))
      return dice.pick(['fts', 'plfts', 'phfts', 'wfts'])
    if (type.kind === 'text') return dice.pick(['eq', 'like', 'ilike', 'match', 'imatch', 'in', 'is', 'gte'])
    if (type.kind === 'array') return dice.pick(['cs', 'cd', 'ov', 'eq', 'is'])
    if (type.kind === 'json') return dice.pick(['cs', 'cd', 'eq', 'is'])
    return dice.pick(['eq', 'neq', 'lt', 'gte', 'in', 'is', 'isdistinct'])
  }

  private value(column: Column, op: string, quantified: boolean): string {
    const { dice } = this
    const one = () =>
      this.hostile() ??
      dice.pick(valuesOf(column.type).slice(0, dice.chance(this.hostility * 2) ? undefined : 3))
    if (quantified) return `{${[one(), one()].join(',')}}`
    if (op === 'in')
      return `(${Array.from({ length: dice.below(dice.chance(2) ? 6000 : 5) }, one)
        .join(',')
        .slice(0, 12_000)})`
    if (op === 'is') return this.hostile() ?? dice.pick(['null', 'true', 'unknown', 'not_null', 'NULL'])
    if (op.includes('like') || op.includes('match')) return dice.pick(PATTERNS)
    if (op === 'cs' || op === 'cd' || op === 'ov')
      return dice.pick(column.type.kind === 'json' ? JSONS : ARRAYS)
    return one()
  }

  private group(table: Table, depth: number): string {
    const { dice } = this
    const terms = Array.from({ length: 1 + dice.below(3) }, () => {
      if (depth < 25 && dice.chance(depth === 0 ? 30 : 45)) {
        return `${dice.pick(['and', 'or', 'not.and', 'not.or'])}${this.group(table, depth + 1)}`
      }
      const field = this.field(table)
      return `${field}.${this.operation(table, field, true)}`
    })
    return `(${terms.join(',')})`
  }

  private order(table: Table): string {
    const { dice } = this
    return Array.from({ length: 1 + dice.below(dice.chance(5) ? 70 : 3) }, () => {
      const [relation] = table.relations
      const field = this.field(table)
      const related = relation !== undefined && dice.chance(15) ? `${relation.to}(${field})` : field
      return (
        related +
        (this.hostile(['.sideways', '.']) ??
          dice.pick(['', '.asc', '.desc', '.nullsfirst', '.desc.nullslast']))
      )
    }).join(',')
  }
}
