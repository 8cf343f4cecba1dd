/** `order=title.desc.nullslast,albums(title).asc,data->>key`. */
import { orderColumnsMax } from '../../base/limits.ts'
import { type OrderItem, refuse } from '../../query/index.ts'
import { Cursor } from './cursor.ts'
import { parseField } from './names.ts'

/**
 * @param already columns that the request ordered by before, elsewhere
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#ordering
 */
export function parseOrder(text: string, already: number): OrderItem[] {
  const cursor = new Cursor(text, 'order')
  const items: OrderItem[] = []
  do {
    items.push(parseItem(cursor))
    if (already + items.length > orderColumnsMax)
      throw refuse.tooMany('columns to order by', 'orderColumnsMax', orderColumnsMax)
  } while (cursor.takes(','))
  if (!cursor.done) cursor.fail('"," or end of input')
  return items
}

function parseItem(cursor: Cursor): OrderItem {
  const outer = parseField(cursor)
  const related = cursor.takes('(')
  const field = related ? parseField(cursor) : outer
  if (related) cursor.expect(')')
  let descending = false
  let nulls: 'first' | 'last' | null = null
  while (cursor.takes('.')) {
    if (cursor.takes('desc')) descending = true
    else if (cursor.takes('asc')) descending = false
    else if (cursor.takes('nullsfirst')) nulls = 'first'
    else if (cursor.takes('nullslast')) nulls = 'last'
    else cursor.fail('asc, desc, nullsfirst or nullslast')
  }
  return { embed: related ? outer.name : null, field, descending, nulls }
}
