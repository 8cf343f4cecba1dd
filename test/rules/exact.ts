/**
 * Whether the verdict in memory says what a read answers. Where it does not, the other laws still hold: no
 * mistake of our own, no secret, and the same answer in both worlds.
 */
import type { EmbedSpec, FilterSpec, ItemSpec, OrderSpec, ReadSpec } from './spec-request.ts'
import { isGrouped, RANK } from './spec-request.ts'

export function hasVerdict(read: ReadSpec): boolean {
  return (
    read.items.every(isExactItem) &&
    read.filters.every(isExactFilter) &&
    read.order.every(isExactOrder) &&
    !(isGrouped(read) && read.embeds.length > 0) &&
    read.embeds.every((embed) => !moves(embed) && hasVerdict(embed.read))
  )
}

/** Aggregates in the spread of one row move up into the grouping of the rows that embed it. */
const moves = ({ spread, relation, read }: EmbedSpec): boolean => spread && relation.single && isGrouped(read)

/**
 * Whether an embed gives up some of its items so. `count()` then counts the rows above, and says nothing of
 * the embed, which may be closed.
 */
export const movesUp = (read: ReadSpec): boolean =>
  read.embeds.some((embed) => moves(embed) || movesUp(embed.read))

function isExactItem(item: ItemSpec): boolean {
  if (item.is === 'rank') return false
  if (item.is === 'aggregate') return item.cast === null
  return item.is === 'path' || (item.to === 'text' && !item.kind.endsWith('[]'))
}

export function isExactFilter(filter: FilterSpec): boolean {
  if (filter.is === 'and' || filter.is === 'or') return filter.of.every(isExactFilter)
  return filter.is !== 'search' || filter.language === 'simple'
}

export const isExactOrder = ({ column, kind }: OrderSpec): boolean => column !== RANK && kind !== 'json'
