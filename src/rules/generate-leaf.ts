/** Single conditions for `generate`: finds a column that decides one, and tries values for it. */
import { Refusal } from '../base/errors.ts'
import {
  type Column,
  type ColumnType,
  operandType,
  parseJson,
  readJson,
  readText,
  type Value,
  writeJson,
  writeText,
} from '../model/index.ts'
import { typeOf } from './build.ts'
import { castValue } from './cast.ts'
import { callerList } from './claims.ts'
import { termValue } from './evaluate.ts'
import type { Expr, List, RowName, Term } from './expr.ts'
import { reach } from './generate-related.ts'
import type { Bindings, Scene } from './generate-scene.ts'
import { neighbours, randomOf, randomValue } from './generate-value.ts'
import { columnOf } from './generate-world.ts'
import { sampleLike, samplePattern } from './sample-pattern.ts'

/** A condition that is not made of others. */
export type Leaf = Exclude<Expr, { kind: 'constant' | 'and' | 'or' | 'not' | 'exists' | 'role' }>
type ColumnTerm = Extract<Term, { kind: 'column' }>

/** A value with its type: what a column is compared with. */
interface Hint {
  readonly type: ColumnType
  readonly value: Value
}

/**
 * Makes the condition what is wanted, if a column that it speaks of can decide it; else leaves things as
 * they were.
 */
export function makeLeaf(scene: Scene, leaf: Leaf, wanted: boolean | null, bindings: Bindings): void {
  for (const term of scene.shuffled(termsOf(leaf))) {
    const column = columnIn(term)
    if (column !== null && tryColumn(scene, leaf, wanted, term, column, bindings)) return
  }
}

function tryColumn(
  scene: Scene,
  leaf: Leaf,
  wanted: boolean | null,
  term: Term,
  { row, path, column }: ColumnTerm,
  bindings: Bindings,
): boolean {
  if (wanted === null && path.length > 0 && scene.chance() < 0.5 && breakPath(scene, row, path, bindings)) {
    if (scene.truth(leaf, bindings) === wanted) return true
  }
  const bound = reach(scene, row, path, bindings)
  if (bound === null) return false
  const before = bound.row[column.name] ?? null
  for (const value of scene.shuffled(candidates(scene, leaf, term, column, bindings))) {
    // A reference may lead elsewhere, or the row that it leads to may change its key.
    for (const change of scene.shuffled(['set', 'rename'] as const)) {
      if (!scene.world[change](bound.table, bound.row, column, value)) continue
      if (scene.truth(leaf, bindings) === wanted) return true
    }
  }
  scene.world.set(bound.table, bound.row, column, before)
  return false
}

/** Empties the first reference of the path that may be empty. */
function breakPath(scene: Scene, name: RowName, path: ColumnTerm['path'], bindings: Bindings): boolean {
  const [first] = path
  const bound = bindings[name]
  if (bound === undefined || first === undefined) return false
  const column = columnOf(bound.table, first.fromColumn)
  return column.optional && scene.world.set(bound.table, bound.row, column, null)
}

function termsOf(leaf: Leaf): Term[] {
  switch (leaf.kind) {
    case 'compare':
    case 'distinct':
    case 'contains':
      return [leaf.left, leaf.right]
    case 'text':
      return [leaf.term, leaf.pattern]
    case 'member':
      return [leaf.term, leaf.of]
    case 'search':
      return leaf.columns.map((column) => ({ kind: 'column', row: leaf.row, path: [], column }))
    default:
      return [leaf.term]
  }
}

function columnIn(term: Term): ColumnTerm | null {
  if (term.kind === 'column') return term
  return 'term' in term ? columnIn(term.term) : null
}

/** The rules of columns under a rule of their own. */
export function masksOf(leaf: Leaf): Expr[] {
  return termsOf(leaf).flatMap(masksOfTerm)
}

function masksOfTerm(term: Term): Expr[] {
  if (!('term' in term)) return []
  return term.kind === 'masked' ? [term.rule, ...masksOfTerm(term.term)] : masksOfTerm(term.term)
}

/** Values worth a try: those it is compared with, their neighbours, null, and some by chance. */
function candidates(scene: Scene, leaf: Leaf, term: Term, column: Column, bindings: Bindings): Value[] {
  const hints = hintsOf(scene, leaf, term, bindings)
  const wished = hints.flatMap((hint) => unwrap(term, hint, column.type))
  const near = wished.flatMap((value) => (value === null ? [] : neighbours(column.type, value, scene.chance)))
  const chance = Array.from({ length: 4 }, () => randomValue(column, scene.chance) ?? null)
  return [...wished, ...near, ...chance, null]
}

/** What the rest of the condition says about a good value. */
function hintsOf(scene: Scene, leaf: Leaf, term: Term, bindings: Bindings): Hint[] {
  const facts = scene.facts(bindings)
  const hints: Hint[] = []
  const attempt = (make: () => readonly Hint[]) => {
    try {
      hints.push(...make())
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  for (const other of termsOf(leaf)) {
    if (other !== term) attempt(() => [{ type: typeOf(other), value: termValue(other, facts) }])
  }
  if (leaf.kind === 'in' || leaf.kind === 'quantified') attempt(() => listHints(scene, leaf.list))
  if (leaf.kind === 'is') hints.push({ type: typeOf(term), value: leaf.value })
  if (term.kind === 'json') hints.push({ type: typeOf(term), value: randomOf(typeOf(term), scene.chance) })
  if (leaf.kind === 'contains' || leaf.kind === 'member') hints.push(...hints.flatMap(wholesAndParts))
  if (leaf.kind === 'search') {
    // Any words of the query, as they come: often enough that is a match.
    hints.push({ type: { kind: 'text' }, value: String(scene.parameters[leaf.index] ?? '') })
  }
  const patterned = leaf.kind === 'text' || leaf.kind === 'quantified' ? leaf.op : null
  if (patterned !== null) for (const { value } of [...hints]) attempt(() => sampled(scene, patterned, value))
  return hints
}

function listHints(scene: Scene, list: List): Hint[] {
  const { type } = list
  if (list.kind === 'values') return list.values.map((value) => ({ type, value }))
  if (list.kind === 'caller')
    return callerList(scene.caller, list.claim, type)
      .filter((value) => value !== null)
      .map((value) => ({ type, value }))
  const texts = scene.parameters[list.index]
  return typeof texts === 'object'
    ? texts.map((text) => ({ type, value: readText(operandType(type), text) }))
    : []
}

/** The other side of a containment: an array around an element, elements of an array, parts of a document. */
function wholesAndParts({ type, value }: Hint): Hint[] {
  if (value === null) return []
  if (type.kind === 'array' && Array.isArray(value)) {
    const items = value as readonly Value[]
    return [
      ...items.map((item) => ({ type: type.of, value: item })),
      ...items.map((item) => ({ type, value: [item] })),
    ]
  }
  if (type.kind !== 'json')
    return type.kind === 'array' ? [] : [{ type: { kind: 'array', of: type }, value: [value] }]
  const parsed = parseJson(String(value))
  const parts = typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : []
  return [[parsed], ...parts, {}, []].map((json) => ({ type, value: readJson(type, json) }))
}

function sampled(scene: Scene, op: string, pattern: Value): Hint[] {
  if (typeof pattern !== 'string') return []
  const sample = op === 'like' || op === 'ilike' ? sampleLike : samplePattern
  if (!['like', 'ilike', 'match', 'imatch'].includes(op)) return []
  return [1, 2, 3].map(() => ({ type: { kind: 'text' }, value: sample(scene.chance, pattern) }))
}

/** Values of the column from which the term around it would make the hint. */
function unwrap(term: Term, { type, value }: Hint, columnType: ColumnType): Value[] {
  try {
    if (term.kind === 'masked' || term.kind === 'cast') return unwrap(term.term, { type, value }, columnType)
    if (term.kind === 'json') {
      return jsonLeaves(term.text, { type, value }).map((leaf) =>
        readJson({ kind: 'json' }, wrapped(leaf, term.path)),
      )
    }
    return [
      type.kind === columnType.kind && type.kind !== 'decimal' ? value : castValue(type, columnType, value),
    ]
  } catch (error) {
    // A hint that is no value of the column is of no use to it.
    if (error instanceof Refusal) return []
    throw error
  }
}

function jsonLeaves(text: boolean, { type, value }: Hint): unknown[] {
  if (value === null) return [null]
  const written = writeText(type, value)
  if (!text) return [parseJson(type.kind === 'json' ? written : writeJson(type, value))]
  return /^-?\d{1,15}$/.test(written) ? [written, Number(written)] : [written]
}

/** The leaf at the end of a path of keys and indexes. */
function wrapped(leaf: unknown, path: readonly (string | number)[]): unknown {
  return path.reduceRight<unknown>(
    (inner, step) => (typeof step === 'string' ? { [step]: inner } : filled(inner, step)),
    leaf,
  )
}

function filled(inner: unknown, index: number): unknown[] {
  const length = index < 0 ? -index : index + 1
  return Array.from({ length }, (_, at) => (at === Math.max(index, 0) ? inner : null))
}
