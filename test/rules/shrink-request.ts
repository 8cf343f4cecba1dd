/** Smaller requests: a part less in each, for a case that is to be read. */
import { type ModelSpec, tableOf } from './spec.ts'
import type { FilterSpec, ReadSpec, RequestSpec, WriteManner } from './spec-request.ts'

export function* smallerRequests(
  model: ModelSpec,
  requests: readonly RequestSpec[],
): Generator<readonly RequestSpec[]> {
  for (const [index, request] of requests.entries()) {
    for (const smaller of smallerRequest(model, request)) yield requests.with(index, smaller)
  }
}

function* smallerRequest(model: ModelSpec, request: RequestSpec): Generator<RequestSpec> {
  if (request.does === 'describe') return
  if (request.does === 'read') {
    if (request.count !== null) yield { ...request, count: null }
    if (request.media !== 'json') yield { ...request, media: 'json' }
    if (request.head) yield { ...request, head: false }
    for (const read of smallerReads(request.read)) yield { ...request, read }
    return
  }
  const { manner } = request
  for (const [name, value] of Object.entries(PLAINLY)) {
    if (manner[name as keyof WriteManner] !== value)
      yield { ...request, manner: { ...manner, [name]: value } }
  }
  if (request.returning !== null) {
    yield { ...request, returning: null }
    for (const returning of smallerReads(request.returning)) yield { ...request, returning }
  }
  if (request.does === 'insert') {
    for (const [index] of request.rows.entries()) {
      if (request.rows.length > 1) yield { ...request, rows: request.rows.filter((_, at) => at !== index) }
    }
    if (request.bulk && request.rows.length === 1) yield { ...request, bulk: false }
    const needed = [...tableOf(model, request.table).key, ...(request.onConflict ?? [])]
    for (const name of Object.keys(request.rows[0] ?? {}).filter((each) => !needed.includes(each))) {
      yield { ...request, rows: request.rows.map(({ [name]: _, ...rest }) => rest) }
    }
    return
  }
  if (request.page !== null) yield { ...request, page: null }
  for (const [index] of request.filters.entries()) {
    yield { ...request, filters: request.filters.filter((_, at) => at !== index) }
  }
  if (request.does === 'update') {
    for (const name of Object.keys(request.set)) {
      const { [name]: _, ...set } = request.set
      yield { ...request, set }
    }
  }
}

const PLAINLY: WriteManner = { rollback: false, plan: false, affectedMax: null }

function* smallerReads(read: ReadSpec): Generator<ReadSpec> {
  if (read.limit !== null || read.offset !== null) yield { ...read, limit: null, offset: null }
  if (read.total && read.limit === null && read.offset === null) yield { ...read, total: false }
  for (const [index] of read.embeds.entries())
    yield { ...read, embeds: read.embeds.filter((_, at) => at !== index) }
  for (const [index, embed] of read.embeds.entries()) {
    if (embed.inner) yield { ...read, embeds: read.embeds.with(index, { ...embed, inner: false }) }
    if (embed.spread && !read.embeds.some(({ alias }) => alias === 'plain')) {
      const plain = { ...embed, spread: false, prefix: '', alias: 'plain' }
      yield { ...renamed(read, embed.alias, 'plain'), embeds: read.embeds.with(index, plain) }
    }
    for (const below of smallerReads(embed.read))
      yield { ...read, embeds: read.embeds.with(index, { ...embed, read: below }) }
  }
  for (const [index] of read.items.entries())
    yield { ...read, items: read.items.filter((_, at) => at !== index) }
  for (const [index] of read.filters.entries())
    yield { ...read, filters: read.filters.filter((_, at) => at !== index) }
  for (const [index, filter] of read.filters.entries()) {
    if (filter.is !== 'and' && filter.is !== 'or') continue
    for (const each of filter.of) yield { ...read, filters: read.filters.with(index, each) }
  }
  for (const [index] of read.order.entries())
    yield { ...read, order: read.order.filter((_, at) => at !== index) }
  if (read.columns !== null && read.columns.length > 1) yield { ...read, columns: read.columns.slice(0, 1) }
}

/** The read with its filters and orders calling an embed by another name. */
function renamed(read: ReadSpec, from: string, to: string): ReadSpec {
  const filter = (one: FilterSpec): FilterSpec => {
    if (one.is === 'and' || one.is === 'or') return { ...one, of: one.of.map(filter) }
    return one.is === 'embed' && one.alias === from ? { ...one, alias: to } : one
  }
  const order = read.order.map((one) => (one.embed === from ? { ...one, embed: to } : one))
  return { ...read, filters: read.filters.map(filter), order }
}
