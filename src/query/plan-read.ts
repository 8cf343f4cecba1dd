/** Resolves what a request reads, embeds included, into a `ReadPlan`. */
import { embedDepthMax, embedsPerRequestMax } from '../base/limits.ts'
import type { Column, Model, Relation, Table } from '../model/index.ts'
import { and, type Expr, renameRow, type Search, type Term, TRUE, typeOf } from '../rules/index.ts'
import { aggregateType } from './aggregate.ts'
import { castType } from './cast.ts'
import { fieldTerm, planFilter, reachInto, visibleColumn } from './filter.ts'
import type { Field, OrderTerm, ReadPlan } from './plan-types.ts'
import { refuse } from './refusals.ts'
import { findRelation } from './relate.ts'
import type { At, OrderItem, SelectItem, Shape } from './request.ts'
import { searchesOf } from './search.ts'

type EmbedItem = Extract<SelectItem, { kind: 'embed' }>

const ALL: readonly SelectItem[] = [{ kind: 'all' }]

/** What the URL says of one table of the request, and of the embeds below it. */
interface Said {
  readonly select: readonly SelectItem[]
  readonly filters: Shape['filters']
  readonly order: Shape['order']
  readonly limits: Shape['limits']
  readonly offsets: Shape['offsets']
}

/** The plan of a read, or of the rows that a write sends back. */
export function planRead(model: Model, table: Table, shape: Shape): ReadPlan {
  const said: Said = { ...shape, select: shape.select ?? ALL }
  const plan = planLevel(model, table, said, 0, { embeds: 0 })
  return { ...plan, count: shape.count, bodiless: shape.bodiless }
}

function planLevel(
  model: Model,
  table: Table,
  said: Said,
  depth: number,
  used: { embeds: number },
): ReadPlan {
  if (depth > embedDepthMax) {
    throw refuse.tooMany('nested embeds', 'embedDepthMax', embedDepthMax)
  }
  const embeds = said.select
    .filter((item) => item.kind === 'embed')
    .map((item) => {
      used.embeds += 1
      if (used.embeds > embedsPerRequestMax) {
        throw refuse.tooMany('embeds', 'embedsPerRequestMax', embedsPerRequestMax)
      }
      return planEmbed(model, table, item, said, depth, used)
    })
  refuseUnknownPaths(said, embeds)
  const byName = new Map(embeds.map((embed) => [embed.name, embed]))
  const where = said.filters.filter(isHere).map((filter) =>
    planFilter(table, filter.of, (node) => {
      const embed = byName.get(node.field.name)
      if (embed === undefined || node.field.path.length > 0) return null
      if (node.op !== 'is' || (node.is !== 'null' && node.is !== 'not_null'))
        throw refuse.embeddedFilter(embed.name)
      return embedExists(embed, node.is === 'null' ? 'none' : 'some')
    }),
  )
  const inner = embeds
    .filter((embed) => embed.item.join === 'inner')
    .map((embed) => embedExists(embed, 'some'))
  const searches = where.flatMap(searchesOf)
  return {
    kind: 'read',
    table,
    fields: said.select.flatMap((item) => planField(model, table, item, embeds, searches)),
    where: and(...where, ...inner),
    order: said.order
      .filter(isHere)
      .flatMap(({ of }) => of.map((item) => planOrder(model, table, item, byName, searches))),
    limit: said.limits.find(isHere)?.of ?? null,
    offset: said.offsets.find(isHere)?.of ?? null,
    count: null,
    bodiless: false,
  }
}

interface PlannedEmbed {
  readonly item: EmbedItem
  readonly name: string
  /**
   * What its row is called where a condition speaks of it. No other embed of the request has the name: a rule
   * of the row around it would speak of the row inside.
   */
  readonly as: string
  readonly relation: Relation
  readonly plan: ReadPlan
}

function planEmbed(
  model: Model,
  table: Table,
  item: EmbedItem,
  said: Said,
  depth: number,
  used: { embeds: number },
): PlannedEmbed {
  const relation = findRelation(model, table, item.target, item.hint)
  const target = model.tables.get(relation.to)
  if (target === undefined) throw refuse.unknownRelation(table, item.target, item.hint, [])
  const name = item.alias ?? item.target
  const as = `in_${used.embeds}`
  const below = <T>(things: readonly At<T>[]): At<T>[] =>
    things.filter(({ path }) => path[0] === name).map(({ path, of }) => ({ path: path.slice(1), of }))
  const inside: Said = {
    select: item.select,
    filters: below(said.filters),
    order: below(said.order),
    limits: below(said.limits),
    offsets: below(said.offsets),
  }
  const plan = planLevel(model, target, inside, depth + 1, used)
  return { item, name, as, relation, plan }
}

const isHere = (at: At<unknown>) => at.path.length === 0

function refuseUnknownPaths(said: Said, embeds: readonly PlannedEmbed[]): void {
  const names = new Set(embeds.map((embed) => embed.name))
  for (const at of [...said.filters, ...said.order, ...said.limits, ...said.offsets]) {
    const [name] = at.path
    if (name !== undefined && !names.has(name)) throw refuse.notEmbedded(name)
  }
}

/** The embed has a row: what `!inner` and `rel=not.is.null` ask. The guard adds the target's own rule. */
function embedExists(embed: PlannedEmbed, quantifier: 'some' | 'none'): Expr {
  const { as, relation, plan } = embed
  const where = renameRow(plan.where, 'row', as)
  return { kind: 'exists', quantifier, row: 'row', path: [], relation, as, where }
}

function planField(
  model: Model,
  table: Table,
  item: SelectItem,
  embeds: readonly PlannedEmbed[],
  searches: readonly Search[],
): readonly Field[] {
  const aggregates = item.kind === 'count' || (item.kind === 'field' && item.aggregate !== null)
  if (aggregates && !model.api.aggregates) throw refuse.aggregatesOff()
  switch (item.kind) {
    case 'all':
      return table.columns.filter((column) => !column.hidden).map((column) => columnField(column))
    case 'count':
      return [
        {
          kind: 'aggregate',
          as: item.alias ?? 'count',
          fn: 'count',
          term: null,
          cast: item.cast === null ? null : castType(item.cast, { kind: 'bigint' }),
        },
      ]
    case 'embed': {
      const embed = embeds.find((each) => each.item === item)
      if (embed === undefined) return []
      return item.spread ? spreadFields(embed) : [embedField(embed, embed.plan, false)]
    }
    case 'field': {
      if (isBareCount(table, item)) return [{ ...COUNT, as: item.alias ?? 'count' }]
      const plain = fieldTerm(table, item.field, searches)
      const term = item.cast === null ? plain : castTerm(plain, item.cast)
      const name = item.field.path.findLast((step) => typeof step === 'string') ?? item.field.name
      if (item.aggregate === null) return [{ kind: 'value', as: item.alias ?? name, term }]
      const result = aggregateType(item.aggregate, typeOf(term))
      const cast = item.aggregateCast === null ? null : castType(item.aggregateCast, result)
      return [{ kind: 'aggregate', as: item.alias ?? item.aggregate, fn: item.aggregate, term, cast }]
    }
  }
}

const COUNT = { kind: 'aggregate', fn: 'count', term: null, cast: null } as const

/**
 * `albums(count)`: how many there are, as clients wrote it before there were aggregates; no switch is asked.
 */
function isBareCount(table: Table, item: Extract<SelectItem, { kind: 'field' }>): boolean {
  const { field, aggregate, cast } = item
  return (
    field.name === 'count' &&
    field.path.length === 0 &&
    aggregate === null &&
    cast === null &&
    !table.column.has('count')
  )
}

function embedField({ name, relation }: PlannedEmbed, plan: ReadPlan, spread: boolean): Field {
  return { kind: 'embed', as: name, relation, plan, spread }
}

/**
 * Aggregates in the spread of one row are taken over the rows that embed it: they move up into their
 * grouping.
 */
function spreadFields(embed: PlannedEmbed): Field[] {
  const { relation, plan } = embed
  const one = relation.kind === 'to-one' || relation.single
  if (!one || !plan.fields.some((field) => field.kind === 'aggregate')) return [embedField(embed, plan, true)]
  return plan.fields.map((field) => {
    if (field.kind !== 'aggregate') return embedField(embed, { ...plan, fields: [field] }, true)
    return field.term === null ? field : { ...field, term: reachedTerm(embed, field.term) }
  })
}

/** The term of the embedded row as one of the row that embeds it; null where the embed has no such row. */
function reachedTerm(embed: PlannedEmbed, term: Term): Term {
  if (term.kind === 'json' || term.kind === 'cast') return { ...term, term: reachedTerm(embed, term.term) }
  if (term.kind === 'masked') throw refuse.aggregateTooDeep()
  if (term.kind !== 'column') return term
  const reached: Term = { ...term, path: [embed.relation, ...term.path] }
  return { kind: 'masked', term: reached, rule: embedExists(embed, 'some') }
}

function columnField(column: Column): Field {
  return { kind: 'value', as: column.name, term: { kind: 'column', row: 'row', path: [], column } }
}

function castTerm(term: Term, cast: string): Term {
  const type = castType(cast, typeOf(term))
  return JSON.stringify(type) === JSON.stringify(typeOf(term)) ? term : { kind: 'cast', term, type }
}

/** PostgreSQL's order: nulls come last ascending and first descending, unless said otherwise. */
function planOrder(
  model: Model,
  table: Table,
  item: OrderItem,
  embeds: ReadonlyMap<string, PlannedEmbed>,
  searches: readonly Search[],
): OrderTerm {
  const nulls = item.nulls ?? (item.descending ? 'first' : 'last')
  if (item.embed === null)
    return { term: fieldTerm(table, item.field, searches), descending: item.descending, nulls }
  const embed = embeds.get(item.embed)
  if (embed === undefined) throw refuse.notEmbedded(item.embed)
  if (embed.relation.kind !== 'to-one') throw refuse.orderByMany(table, item.embed)
  const target = model.tables.get(embed.relation.to)
  if (target === undefined) throw refuse.notEmbedded(item.embed)
  const column = visibleColumn(target, item.field.name)
  const term: Term = { kind: 'column', row: 'row', path: [embed.relation], column }
  const whole = reachInto(column, term, item.field)
  // A row that the embed leaves out orders as one that is not there.
  const shown: Term =
    embed.plan.where === TRUE ? whole : { kind: 'masked', term: whole, rule: embedExists(embed, 'some') }
  return { term: shown, descending: item.descending, nulls }
}
