/**
 * The verdict in memory: which rows and cells a caller may see, worked out from the description of the
 * rules alone, over plain objects. It shares nothing with the product, so a mistake that printing and
 * evaluating have in common does not hide here.
 */
import { relationsOf } from './relations.ts'
import {
  type CallerSpec,
  type Cell,
  type Comparison,
  columnOf,
  type Kind,
  type ModelSpec,
  type RelationSpec,
  type Row,
  type RuleSpec,
  rowsOf,
  type State,
  type TermSpec,
  tableOf,
} from './spec.ts'
import { compareCells, matchesLike, sameCell } from './values.ts'

export type Truth = boolean | null

/** Rows by the names that a rule gives them; each knows its table. */
export type Bound = Readonly<Record<string, { readonly table: string; readonly row: Row }>>

export interface Stage {
  readonly model: ModelSpec
  readonly state: State
  readonly caller: CallerSpec
  /** Id of the caller; null for nobody in particular. */
  readonly me: string | null
  /** These references of this row are followed to nothing. */
  readonly nowhere?: { readonly row: Row; readonly columns: readonly string[] }
}

export function judge(stage: Stage, rule: RuleSpec, bound: Bound): Truth {
  switch (rule.is) {
    case 'constant':
      return rule.value
    case 'and':
      return allTrue(rule.of.map((each) => judge(stage, each, bound)))
    case 'or':
      return anyTrue(rule.of.map((each) => judge(stage, each, bound)))
    case 'not':
      return negated(judge(stage, rule.of, bound))
    case 'role':
      return rule.anyOf.some((role) => stage.caller.roles.includes(role))
    case 'compare':
      return compareBy(
        rule.op,
        rule.left.kind,
        value(stage, rule.left, bound),
        value(stage, rule.right, bound),
      )
    case 'null': {
      const isNull = value(stage, rule.term, bound) === null
      return rule.negated ? !isNull : isNull
    }
    case 'in': {
      const list = typeof rule.list === 'string' ? claimedTexts(stage.caller.teams) : rule.list
      const found = isIn(rule.term.kind, value(stage, rule.term, bound), list)
      return rule.negated ? negated(found) : found
    }
    case 'like':
    case 'ilike': {
      const text = value(stage, rule.term, bound)
      return text === null ? null : matchesLike(String(text), rule.pattern, rule.is === 'ilike')
    }
    case 'contains': {
      const array = value(stage, rule.term, bound)
      const kind = rule.term.kind === 'text[]' ? 'text' : 'integer'
      return array === null ? null : isIn(kind, rule.value, array as readonly Cell[])
    }
    default:
      return exists(stage, rule, bound)
  }
}

export const allTrue = (truths: readonly Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(null) ? null : true
export const anyTrue = (truths: readonly Truth[]): Truth =>
  truths.includes(true) ? true : truths.includes(null) ? null : false
export const negated = (truth: Truth): Truth => (truth === null ? null : !truth)

export function isIn(kind: Kind, left: Cell, list: readonly Cell[]): Truth {
  return anyTrue(list.map((right) => compareBy('is', kind, left, right)))
}

export function compareBy(op: Comparison, kind: Kind, left: Cell, right: Cell): Truth {
  if (left === null || right === null) return null
  const order = compareCells(kind, left, right)
  const holds = {
    is: order === 0,
    isNot: order !== 0,
    gt: order > 0,
    gte: order >= 0,
    lt: order < 0,
    lte: order <= 0,
  }
  return holds[op]
}

function value(stage: Stage, term: TermSpec, bound: Bound): Cell {
  switch (term.of) {
    case 'value':
      return term.value
    case 'me':
      return stage.me
    case 'claim': {
      const { org, level } = stage.caller
      return term.path === 'level' ? claimedInteger(level) : claimedText(org)
    }
    case 'column':
      return follow(stage, bound, term.row, term.path)?.row[term.column] ?? null
  }
}

/** The content of a text, and a number or truth as JSON writes it; a list or an object is no text. */
function claimedText(claim: Cell): Cell {
  if (claim === null || typeof claim === 'object') return null
  return typeof claim === 'string' ? claim.replace(/^#/, '') : String(claim)
}

/** A text with a number in it is one as well, as in a body. */
function claimedInteger(claim: Cell): Cell {
  const text = claimedText(claim)
  if (typeof text !== 'string' || !/^\s*[+-]?\d+\s*$/.test(text)) return null
  const number = Number(text)
  return Math.abs(number) < 2 ** 31 ? `#${number}` : null
}

const claimedTexts = (claim: Cell): readonly Cell[] =>
  Array.isArray(claim) ? claim.map(claimedText) : [claimedText(claim)]

function follow(stage: Stage, bound: Bound, name: string, path: readonly string[]): Bound[string] | null {
  let at = bound[name] ?? null
  for (const step of path) {
    if (at === null || (at.row === stage.nowhere?.row && stage.nowhere.columns.includes(step))) return null
    const relation = relationsOf(stage.model, at.table).find(
      (one) => one.kind === 'to-one' && one.column === step,
    )
    if (relation === undefined) throw new Error(`no reference ${step}`)
    const [row] = related(stage.model, stage.state, relation, at.row)
    at = row === undefined ? null : { table: relation.to, row }
  }
  return at
}

function exists(
  stage: Stage,
  rule: Extract<RuleSpec, { is: 'some' | 'every' | 'none' }>,
  bound: Bound,
): boolean {
  const start = follow(stage, bound, rule.row, rule.path)
  const rows = start === null ? [] : related(stage.model, stage.state, rule.relation, start.row)
  const { where } = rule
  const holds = (row: Row) =>
    where === null || judge(stage, where, { ...bound, [rule.as]: { table: rule.relation.to, row } }) === true
  if (rule.is === 'every') return rows.every(holds)
  return rows.some(holds) === (rule.is === 'some')
}

/**
 * The rows on the other side; those that are not in `state`, or whose reference is null there, are not
 * reached.
 */
export function related(model: ModelSpec, state: State, relation: RelationSpec, row: Row): readonly Row[] {
  const { kind, from, to, column, junction, far } = relation
  const pointing = (table: string, name: string, key: Cell) => {
    const spec = columnOf(tableOf(model, table), name)
    return rowsOf(state, table).filter(
      (one) => (one[name] ?? null) !== null && sameCell(spec.kind, one[name] ?? null, key),
    )
  }
  const keyName = (table: string) => tableOf(model, table).key[0] ?? ''
  const pointedAt = (table: string, key: Cell) => (key === null ? [] : pointing(table, keyName(table), key))
  if (kind === 'to-one') return pointedAt(to, row[column] ?? null)
  const own = row[keyName(from)] ?? null
  if (own === null) return []
  if (kind === 'to-many') return pointing(to, column, own)
  return pointing(junction ?? '', column, own).flatMap((one) => pointedAt(to, one[far ?? ''] ?? null))
}

/** The row satisfies the rule of its table; a table without one lets nobody. */
export function allows(
  stage: Stage,
  table: string,
  rule: RuleSpec | null,
  row: Row,
  old: Row | null = null,
): boolean {
  if (rule === null) return false
  const bound: Bound = { row: { table, row }, ...(old === null ? {} : { old: { table, row: old } }) }
  return judge(stage, rule, bound) === true
}

/**
 * What the caller sees: its rows without hidden columns, denied cells null. Null for a table that is closed
 * to it.
 */
export type View = Readonly<Record<string, readonly Row[] | null>>

export function viewOf(stage: Stage): View {
  return Object.fromEntries(
    stage.model.tables.map(({ name, access }) => [
      name,
      access.read === null
        ? null
        : rowsOf(stage.state, name)
            .filter((row) => allows(stage, name, access.read, row))
            .map((row) => seen(stage, name, row)),
    ]),
  )
}

/** The cells of a row as the caller sees them. */
export function seen(stage: Stage, table: string, row: Row): Row {
  return Object.fromEntries(
    tableOf(stage.model, table)
      .columns.filter((column) => !column.hidden)
      .map((column) => {
        const shown = column.read === null || allows(stage, table, column.read, row)
        return [column.name, shown ? (row[column.name] ?? null) : null]
      }),
  )
}
