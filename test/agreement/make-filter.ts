/** Random filters, with values at the edges of each type, and now and then one that is wrong. */
import type { Column, ColumnType, Table } from '../../src/model/index.ts'
import type { Dice } from '../rules/dice.ts'
import type { Param, Rows } from './case.ts'
import { type Mix, textOf } from './values.ts'

const COMPARE = ['eq', 'eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'isdistinct', 'in', 'in', 'is']
const LIKES = [
  'a%',
  '%r%',
  '_sh',
  '*é*',
  '%',
  '',
  '%\\%%',
  '%\\_b',
  'ASH*',
  '_',
  '%🌲',
  'élan',
  '\\\\%',
  '%\n%',
]
const MATCHES = [
  '^a',
  'h$',
  '[[:alpha:]]+',
  '^\\w+$',
  '(ash|birch)',
  '.',
  '^$',
  'a.h',
  '[^a-z]',
  '\\s',
  'É',
  'r{1,2}',
]
const BAD_MATCHES = ['(', '[', '*', 'a{2,1}']
const WORDS = [
  'ash',
  'run',
  'running',
  'quick fox',
  'the',
  '"quick brown"',
  'ash or fox',
  '-ash',
  'x:*',
  'a & b',
  '',
]
const STEPS = ['a', 'b', '0', '-1', '1', 'c', 'key']
const MIX: Mix = { edges: 35, bad: 4 }

export class FilterMaker {
  constructor(
    private readonly dice: Dice,
    private readonly rows: readonly Rows[],
    /** Of a hundred filters, so many are wrong. */
    private readonly wrong: number,
  ) {}

  /** Of the columns, or of an embed that is there. */
  filter(table: Table, at: string, embeds: readonly string[]): Param {
    const { dice } = this
    if (dice.chance(18)) return { name: `${at}${this.joiner()}`, value: this.group(table, embeds, 0) }
    if (embeds.length > 0 && dice.chance(20)) {
      return { name: `${at}${dice.pick(embeds)}`, value: dice.pick(['is.null', 'not.is.null']) }
    }
    const column = this.column(table)
    const field = this.field(column)
    return { name: `${at}${field}`, value: this.operation(table, column, field, false) }
  }

  private joiner(): string {
    return this.dice.pick(['or', 'or', 'and', 'not.or', 'not.and'])
  }

  private group(table: Table, embeds: readonly string[], depth: number): string {
    const { dice } = this
    const terms = Array.from({ length: dice.between(1, 3) }, () => {
      if (depth < 2 && dice.chance(20)) return `${this.joiner()}${this.group(table, embeds, depth + 1)}`
      if (embeds.length > 0 && dice.chance(12))
        return `${dice.pick(embeds)}.${dice.pick(['', 'not.'])}is.null`
      const column = this.column(table)
      const field = this.field(column)
      return `${field}.${this.operation(table, column, field, true)}`
    })
    return `(${terms.join(',')})`
  }

  column(table: Table): Column {
    const visible = table.columns.filter((column) => !column.hidden)
    return this.dice.pick(this.dice.chance(97) ? visible : table.columns)
  }

  /** The column, or a way into its JSON. */
  field({ name, type }: Column): string {
    const { dice } = this
    if (dice.chance(this.wrong)) return dice.pick([`${name}x`, 'nothing', `${name}->a`, 'Name', `"${name}"`])
    if (type.kind !== 'json' || !dice.chance(65)) return name
    const steps = Array.from({ length: dice.between(1, 2) }, () => `->${dice.pick(STEPS)}`).join('')
    return dice.chance(55) ? `${name}${steps.replace(/->(?=[^>]*$)/, '->>')}` : `${name}${steps}`
  }

  private operation(table: Table, column: Column, field: string, inGroup: boolean): string {
    const { dice } = this
    const type: ColumnType = field.includes('->>') ? { kind: 'text' } : column.type
    const not = dice.chance(18) ? 'not.' : ''
    const op = dice.chance(this.wrong)
      ? dice.pick(['cs', 'like', 'ov', 'fts', 'sl', 'equals'])
      : this.operator(table, column, type)
    const value = () => this.value(table, column, type, field)
    const bare = (text: string) => (inGroup && !text.startsWith('{') ? quoted(text) : text)
    if (op === 'is') {
      const words =
        type.kind === 'boolean' ? ['null', 'not_null', 'true', 'false', 'unknown'] : ['null', 'not_null']
      return `${not}is.${dice.pick(words)}`
    }
    if (op === 'in')
      return `${not}in.(${Array.from({ length: dice.below(4) }, value)
        .map(quoted)
        .join(',')})`
    if (op.endsWith('fts')) {
      const language = dice.pick(['', '', '(english)', '(simple)', dice.chance(10) ? '(klingon)' : ''])
      return `${not}${op}${language}.${bare(dice.pick(WORDS))}`
    }
    const one = op.endsWith('like')
      ? () => dice.pick(LIKES)
      : op.endsWith('match')
        ? () => dice.pick(dice.chance(this.wrong) ? BAD_MATCHES : MATCHES)
        : value
    const listable = !['neq', 'isdistinct', 'cs', 'cd', 'ov', 'sl', 'equals'].includes(op)
    if (listable && dice.chance(10)) {
      const list = Array.from({ length: dice.between(1, 3) }, one).map(quoted)
      return `${not}${op}(${dice.pick(['any', 'all'])}).{${list.join(',')}}`
    }
    return `${not}${op}.${bare(one())}`
  }

  private operator(table: Table, column: Column, { kind }: ColumnType): string {
    const { dice } = this
    if (table.search?.columns.includes(column.name) && dice.chance(30))
      return dice.pick(['fts', 'plfts', 'phfts', 'wfts'])
    if (kind === 'array') return dice.pick(['cs', 'cd', 'ov', 'eq', 'is', 'neq', 'gt', 'in'])
    if (kind === 'json') return dice.pick(['cs', 'cd', 'eq', 'neq', 'is', 'is', 'in', 'gt', 'isdistinct'])
    if (kind === 'text' && dice.chance(40)) return dice.pick(['like', 'ilike', 'match', 'imatch'])
    return dice.pick(COMPARE)
  }

  /** A value that some row holds, or one that may be held by none. */
  private value(table: Table, { name }: Column, type: ColumnType, field: string): string {
    const { dice } = this
    const held =
      this.rows.find((one) => one.table === table.name)?.rows.flatMap((row) => row[name] ?? []) ?? []
    if (field === name && held.length > 0 && dice.chance(60)) {
      const json = dice.pick(held)
      const isText = json.startsWith('"') && type.kind !== 'json'
      if (json !== 'null' && type.kind !== 'array') return isText ? (JSON.parse(json) as string) : json
    }
    return textOf(dice, type, { ...MIX, bad: this.wrong })
  }
}

export const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
