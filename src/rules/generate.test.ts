import { describe, expect, test } from 'bun:test'
import { seededRandom } from '../base/random.ts'
import {
  app,
  array,
  bigint,
  boolean,
  bytes,
  type Column,
  type ColumnType,
  checkValue,
  date,
  decimal,
  float,
  id,
  integer,
  json,
  type Model,
  type Relation,
  ref,
  type Table,
  table,
  text,
  time,
  timestamp,
  users,
  uuid,
  type Value,
  writeText,
} from '../model/index.ts'
import { typeOf } from './build.ts'
import type { Caller } from './caller.ts'
import { castValue } from './cast.ts'
import { evaluate, type Facts, type Row } from './evaluate.ts'
import { and, type Comparison, type Expr, not, or, type Term, type TextMatch, TRUE } from './expr.ts'
import { type Generated, generate } from './generate.ts'
import { randomOf, randomValue } from './generate-value.ts'

const artists = table({ id: id(), name: text().length(1, 20), owner: ref(() => users).optional() })
const albums = table({
  id: id(),
  title: text(),
  artist: ref(() => artists),
  year: integer().min(-1).max(9).optional(),
})
const songs = table({
  id: id(),
  title: text().optional(),
  album: ref(() => albums).optional(),
  seconds: integer(),
  price: decimal(6, 2).optional(),
  gain: float().optional(),
  plays: bigint().optional(),
  live: boolean().optional(),
  released: timestamp().optional(),
  day: date().optional(),
  at: time().optional(),
  code: uuid().optional(),
  info: json().optional(),
  blob: bytes().optional(),
  tags: array(text()).optional(),
  scores: array(integer()).optional(),
  kind: text().oneOf('a', 'ab', 'A'),
  slug: text()
    .pattern(/^[a-z]{2,5}-\d+$/)
    .optional(),
})
const playlists = table({
  id: id(),
  owner: ref(() => users),
  // biome-ignore lint/suspicious/noExplicitAny: a table that refers to itself, built for its value alone
  parent: ref((): any => playlists).optional(),
  open: boolean(),
})
const placings = table({
  playlist: ref(() => playlists),
  song: ref(() => songs),
  position: integer(),
}).primaryKey('playlist', 'song')
const { model } = app({ tables: { artists, albums, songs, playlists, placings } })

const CALLER: Caller = {
  role: 'authenticated',
  id: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  roles: ['editor'],
  claims: { app_metadata: { org: 'ab', level: 3, teams: ['a', 'b', 3, null], flags: { beta: true } } },
}

const COMPARISONS: readonly Comparison[] = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte']
const MATCHES: readonly TextMatch[] = ['like', 'ilike', 'match', 'imatch']
const LIKES = ['a%', '%b_', '_', '%', '\\%%', 'ab', '%é%']
const PATTERNS = ['^a', 'b+$', '[a-c]{2}', 'x|y', '\\d', '.', '(ab)+', '^$']
const CLAIMS: Readonly<Partial<Record<ColumnType['kind'], readonly string[]>>> = {
  uuid: ['sub'],
  text: ['app_metadata', 'org'],
  integer: ['app_metadata', 'level'],
  json: ['app_metadata', 'flags'],
}

const EXTREME = /^$|^\\x$|^(-?2147|-?9223|0001-|9999-|NaN|Infinity|24:|00:|\{\}|true$|t$)/

function canBeNull(term: Term): boolean {
  if (term.kind === 'column') return term.column.optional
  return 'term' in term ? canBeNull(term.term) : false
}

/** Random expressions over `row`, a song. */
class Composer {
  readonly parameters: (string | readonly string[])[] = []
  private nextRow = 0

  constructor(private readonly random: () => number) {}

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  expr(from: Table, row: string, depth: number): Expr {
    const draw = this.random()
    if (depth > 0 && draw < 0.35) {
      const terms = Array.from({ length: 2 + Math.floor(this.random() * 2) }, () =>
        this.expr(from, row, depth - 1),
      )
      return draw < 0.18 ? and(...terms) : or(...terms)
    }
    if (depth > 0 && draw < 0.45) return not(this.expr(from, row, depth - 1))
    if (depth > 0 && draw < 0.65) return this.exists(from, row, depth)
    const fixed = this.random()
    if (fixed < 0.03) return { kind: 'role', anyOf: [this.pick(['editor', 'chief', 'authenticated'])] }
    if (fixed < 0.04) return { kind: 'constant', value: this.pick([true, false, null]) }
    return this.single(from, row)
  }

  private exists(from: Table, row: string, depth: number): Expr {
    const { path, table: there } = this.walk(from)
    const relation = this.pick(there.relations)
    const as = `r${this.nextRow++}`
    const to = tableOf(relation.to)
    const quantifier = this.pick(['some', 'every', 'none'] as const)
    const where = this.expr(to, as, depth - 1)
    const base = { kind: 'exists', quantifier, row, path, relation, as, where } as const
    if (relation.kind !== 'many-to-many' || this.random() < 0.5) return base
    return { ...base, through: this.expr(tableOf(relation.junction), 'row', 0) }
  }

  private walk(from: Table): { path: Relation[]; table: Table } {
    const path: Relation[] = []
    let at = from
    while (this.random() < 0.25) {
      const onwards = at.relations.filter((relation) => relation.kind === 'to-one')
      if (onwards.length === 0) break
      const relation = this.pick(onwards)
      path.push(relation)
      at = tableOf(relation.to)
    }
    return { path, table: at }
  }

  /** A condition on one column, which values of that column can decide either way more often than not. */
  private single(from: Table, row: string): Expr {
    const { path, table: at } = this.walk(from)
    const column = this.pick(at.columns)
    const plain: Term = { kind: 'column', row, path, column }
    const draw = this.random()
    if (column.type.kind === 'json' && draw < 0.7) {
      const steps = this.pick([['a'], ['a', 'b'], ['a', 0], [0], [-1], ['b', 1]] as const)
      const term: Term = { kind: 'json', term: plain, path: steps, text: draw < 0.4 }
      return this.condition(term, () => randomOf(typeOf(term), this.random))
    }
    const value = () => this.middle(column)
    if (draw < 0.08) {
      const ruled = this.pick(at.columns)
      const rule = this.condition({ ...plain, column: ruled }, () => this.middle(ruled))
      return this.condition({ kind: 'masked', term: plain, rule }, value)
    }
    if (draw < 0.14 && column.type.kind !== 'array') {
      const written = () => castValue(column.type, { kind: 'text' }, value())
      return this.condition({ kind: 'cast', term: plain, type: { kind: 'text' } }, written)
    }
    const free = column.type.kind === 'text' && column.oneOf === null && column.pattern === null
    return free && draw < 0.5 ? this.textMatch(plain, column.type) : this.condition(plain, value)
  }

  private condition(left: Term, value: () => Value): Expr {
    const type = typeOf(left)
    const draw = this.random()
    if (draw < 0.08 && canBeNull(left)) {
      return {
        kind: 'is',
        term: left,
        value: type.kind === 'boolean' ? this.pick([true, false, null]) : null,
      }
    }
    if (draw < 0.14) return { kind: 'distinct', left, right: this.other(type, value) }
    if (draw < 0.26) return { kind: 'in', term: left, list: this.list(type, value) }
    if (type.kind === 'array' && draw < 0.5) {
      return { kind: 'member', term: this.other(type.of, () => randomOf(type.of, this.random)), of: left }
    }
    if ((type.kind === 'array' || type.kind === 'json') && draw < 0.8) {
      const op = this.pick(type.kind === 'json' ? (['cs', 'cd'] as const) : (['cs', 'cd', 'ov'] as const))
      return { kind: 'contains', op, left, right: this.other(type, value) }
    }
    const op = this.pick(type.kind === 'boolean' ? COMPARISONS.slice(0, 2) : COMPARISONS)
    return { kind: 'compare', op, left, right: this.other(type, value) }
  }

  /** A value with others below and above it, so that either side of a comparison has rows. */
  private middle(column: Column): Value {
    for (let i = 0; i < 100; i++) {
      const value = randomValue(column, this.random) ?? null
      if (value === null) continue
      const text = writeText(column.type, value)
      if (!EXTREME.test(text)) return value
    }
    throw new Error(`${column.name} has no middle`)
  }

  private textMatch(term: Term, type: ColumnType): Expr {
    const op = this.pick(MATCHES)
    const patterns = op === 'like' || op === 'ilike' ? LIKES : PATTERNS
    if (this.random() < 0.6)
      return { kind: 'text', op, term, pattern: this.spoken(type, this.pick(patterns)) }
    this.parameters.push([this.pick(patterns), this.pick(patterns)])
    const list = { kind: 'parameter', index: this.parameters.length - 1, type } as const
    return { kind: 'quantified', quantifier: this.pick(['any', 'any', 'all']), op, term, list }
  }

  private other(type: ColumnType, value: () => Value): Term {
    const claim = CLAIMS[type.kind]
    if (this.random() < 0.15 && claim !== undefined) return { kind: 'caller', claim, type }
    return this.spoken(type, value())
  }

  /** A value as a constant of the model or as a parameter of the request. */
  private spoken(type: ColumnType, value: Value): Term {
    if (value === null || this.random() < 0.5) return { kind: 'value', type, value }
    this.parameters.push(writeText(type, value))
    return { kind: 'parameter', index: this.parameters.length - 1, type }
  }

  private list(type: ColumnType, value: () => Value): Extract<Expr, { kind: 'in' }>['list'] {
    const draw = this.random()
    if (draw < 0.1 && type.kind === 'text') return { kind: 'caller', claim: ['app_metadata', 'teams'], type }
    const values = Array.from({ length: 1 + Math.floor(this.random() * 3) }, value)
    if (draw < 0.5) return { kind: 'values', type, values }
    this.parameters.push(values.flatMap((each) => (each === null ? [] : [writeText(type, each)])))
    return { kind: 'parameter', index: this.parameters.length - 1, type }
  }
}

function tableOf(name: string): Table {
  const found = model.tables.get(name)
  if (found === undefined) throw new Error(`no table ${name}`)
  return found
}

/** The facts as a reader of the result would put them together, not as the generator did. */
function factsOf({ rows, row, old }: Generated, parameters: Facts['parameters']): Facts {
  return {
    rows: { row, old },
    related: (relation, from) =>
      (rows.get(relation.to) ?? []).filter((each) => each[relation.toColumn] === from[relation.fromColumn]),
    caller: CALLER,
    parameters,
  }
}

/** What a database would say against the rows. */
function complaints({ rows, row }: Generated, of: Model): string[] {
  const found: string[] = []
  if (![...rows.values()].flat().includes(row)) found.push('the row is not among the rows')
  const seen = new Set<string>()
  for (const [name, all] of rows) {
    const { columns, primaryKey } = of.tables.get(name) ?? { columns: [], primaryKey: [] }
    for (const each of all) {
      for (const column of columns) found.push(...complaintsOfValue(column, each, rows))
      const key = JSON.stringify([name, ...primaryKey.map((column) => String(each[column]))])
      if (seen.has(key)) found.push(`two rows with the key ${key}`)
      seen.add(key)
    }
  }
  return found
}

function complaintsOfValue(column: Column, row: Row, rows: Generated['rows']): string[] {
  const value = row[column.name]
  if (value === undefined) return [`${column.table}.${column.name} is missing`]
  checkValue(column, value)
  const { reference } = column
  if (reference === null || value === null) return []
  const referred = (rows.get(reference.table) ?? []).some((each) => each[reference.column] === value)
  return referred ? [] : [`${column.table}.${column.name} leads nowhere`]
}

const SONG = tableOf('songs')

describe('random expressions', () => {
  test('are made true, and made not true, in rows that a database would take', () => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
    const random = seededRandom(seed).fraction
    const count = 300
    let bothSides = 0
    for (let i = 0; i < count; i++) {
      const composer = new Composer(random)
      const expr = composer.expr(SONG, 'row', 3)
      const { parameters } = composer
      const sides = ([true, false, null] as const).map((truth) => {
        const generated = generate(expr, { table: SONG, model, random, caller: CALLER, truth, parameters })
        if (generated === null) return false
        const where = `seed ${seed}, expression ${i}`
        expect(evaluate(expr, factsOf(generated, parameters)), where).toBe(truth)
        expect(complaints(generated, model), where).toEqual([])
        return true
      })
      if (sides[0] && (sides[1] || sides[2])) bothSides++
    }
    // Some expressions have one side only: they come down to a constant or a role, or contradict themselves.
    expect(bothSides, `seed ${seed}`).toBeGreaterThanOrEqual(count * 0.85)
  }, 60_000)
})

describe('generate', () => {
  const options = (seed: number, truth: boolean | null) =>
    ({ table: SONG, model, random: seededRandom(seed).fraction, caller: CALLER, truth }) as const
  const columnOf = (name: string, row = 'row'): Term => {
    const column = SONG.column.get(name)
    if (column === undefined) throw new Error(`no column ${name}`)
    return { kind: 'column', row, path: [], column }
  }
  const impossible: Expr = { kind: 'is', term: columnOf('seconds'), value: null }

  test('gives the same rows for the same chance', () => {
    const live: Expr = { kind: 'is', term: columnOf('live'), value: true }
    expect(generate(live, options(7, true))).toEqual(generate(live, options(7, true)))
  })

  test('finds nothing where there is nothing', () => {
    expect(generate(impossible, options(1, true))).toBeNull()
    expect(generate(not(impossible), options(1, false))).toBeNull()
    expect(generate(impossible, options(1, null))).toBeNull()
    expect(generate({ kind: 'role', anyOf: ['chief'] }, options(1, true))).toBeNull()
  })

  test('gives the row before an update where the expression speaks of it', () => {
    const changed: Expr = { kind: 'distinct', left: columnOf('title'), right: columnOf('title', 'old') }
    for (const truth of [true, false]) {
      const generated = generate(changed, options(3, truth))
      if (generated === null || generated.old === null) throw new Error('no rows')
      expect(generated.old.id).toBe(generated.row.id)
      expect(evaluate(changed, factsOf(generated, []))).toBe(truth)
    }
    expect(generate(impossible, options(3, false))?.old).toBeNull()
  })

  test('rows that are referred to come first', () => {
    const [relation] = SONG.relations.filter((each) => each.to === 'placings')
    if (relation === undefined) throw new Error('no relation')
    const placed: Expr = {
      kind: 'exists',
      quantifier: 'some',
      row: 'row',
      path: [],
      relation,
      as: 'r',
      where: TRUE,
    }
    const generated = generate(placed, options(5, true))
    const names = [...(generated?.rows.keys() ?? [])]
    expect(names.indexOf('placings')).toBeGreaterThan(names.indexOf('songs'))
    expect(names.indexOf('placings')).toBeGreaterThan(names.indexOf('playlists'))
    expect(names.indexOf('playlists')).toBeGreaterThan(names.indexOf('users'))
  })
})
