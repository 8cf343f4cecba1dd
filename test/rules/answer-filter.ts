/** Whether filters hold of what a caller sees of a row. */
import { holdsPart, valueAt } from './answer-value.ts'
import { compareBy, isIn, type Truth } from './judge.ts'
import { wordsOf } from './make-item.ts'
import type { Cell, Row } from './spec.ts'
import type { ColumnFilter, FilterSpec, SearchFilter } from './spec-request.ts'
import { compareCells, matchesLike } from './values.ts'

/** Columns that the filters name; `search` is one of them where it stands for a column. */
export const columnsOf = (filter: FilterSpec): readonly string[] => {
  if (filter.is === 'filter') return [filter.column]
  if (filter.is === 'search') return filter.columns
  return filter.is === 'embed' ? [] : filter.of.flatMap(columnsOf)
}

/** A pattern that ends with its escape character: refused by itself, whatever rows there are. */
export const hasBadPattern = (filter: FilterSpec): boolean => {
  if (filter.is === 'and' || filter.is === 'or') return filter.of.some(hasBadPattern)
  return filter.is === 'filter' && filter.op.endsWith('like') && String(filter.value).endsWith('\\')
}

export function testColumn(filter: ColumnFilter, row: Row): Truth {
  const held = row[filter.column] ?? null
  if (filter.path === null) return testCell(filter, held ?? undefined)
  return testCell(filter, valueAt(held, filter.path))
}

/** @param cell undefined for SQL's null */
function testCell({ op, kind, value }: ColumnFilter, cell: Cell | undefined): Truth {
  if (op === 'null') return cell === undefined
  if (op === 'isdistinct') return cell === undefined || !isSame(kind, cell, value)
  if (cell === undefined) return null
  switch (op) {
    case 'like':
    case 'ilike':
      return matchesLike(String(cell), String(value), op === 'ilike')
    case 'in':
      return isIn(kind, cell, value as readonly Cell[])
    case 'cs': {
      if (kind === 'json') return holdsPart(cell, value)
      const item = kind === 'text[]' ? 'text' : 'integer'
      return (value as readonly Cell[]).every((one) => isIn(item, one, cell as readonly Cell[]) === true)
    }
    default:
      if (kind === 'json') return isSame(kind, cell, value) === (op === 'eq')
      return compareBy(op === 'eq' ? 'is' : op === 'neq' ? 'isNot' : op, kind, cell, value)
  }
}

const isSame = (kind: ColumnFilter['kind'], a: Cell, b: Cell) =>
  kind === 'json' ? JSON.stringify(a) === JSON.stringify(b) : compareCells(kind, a, b) === 0

/** Searches in the language `simple`, which takes words as they are. */
export function testSearch({ columns, form, words }: SearchFilter, row: Row): Truth {
  const texts = columns.map((name) => row[name] ?? null).filter((cell) => cell !== null)
  if (texts.length === 0) return null
  const found = texts.map((text) => wordsOf(String(text)))
  const has = (word: string) => found.some((list) => list.includes(word))
  const [first = '', ...rest] = words
  switch (form) {
    case 'all':
      return words.every(has)
    case 'any':
      return words.some(has)
    case 'but':
      return has(first) && !rest.some(has)
    case 'beginning':
      return found.some((list) => list.some((word) => word.startsWith(first)))
    case 'phrase':
      return found.some((list) =>
        list.some((_, at) => words.every((word, index) => list[at + index] === word)),
      )
  }
}
