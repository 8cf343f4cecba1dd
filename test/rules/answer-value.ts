/** Values that a read shows or asks for besides those of plain columns. */
import type { Cell, Kind, Row } from './spec.ts'
import type { AggregateItem, ItemSpec, PathSpec } from './spec-request.ts'
import { compareCells } from './values.ts'

/** A number that may be written in several ways: with more digits, or fewer. */
export class Near {
  constructor(readonly number: number) {}
}

/** What the path leads to; undefined where that is SQL's null, null where it is a null in a document. */
export function valueAt(cell: Cell, path: PathSpec): Cell | undefined {
  let at: Cell | undefined = cell ?? undefined
  for (const step of path.steps) at = at === undefined ? undefined : stepInto(at, step)
  if (at === undefined || !path.text) return at
  return at === null ? undefined : textOf(at)
}

/** A scalar is an array of itself, to a number. */
function stepInto(at: Cell, step: string | number): Cell | undefined {
  if (typeof step === 'number') {
    if (Array.isArray(at)) return (at as readonly Cell[]).at(step)
    return isDocument(at) || (step !== 0 && step !== -1) ? undefined : at
  }
  return isDocument(at) ? at[step] : undefined
}

const isDocument = (cell: Cell): cell is { readonly [key: string]: Cell } =>
  typeof cell === 'object' && cell !== null && !Array.isArray(cell)

/** The content of a text, and everything else as `jsonb` is written. */
const textOf = (cell: Cell): string => (isText(cell) ? cell : jsonText(cell))

const isText = (cell: Cell): cell is string => typeof cell === 'string' && !cell.startsWith('#')

function jsonText(cell: Cell): string {
  if (typeof cell === 'string') return cell.startsWith('#') ? cell.slice(1) : JSON.stringify(cell)
  if (Array.isArray(cell)) return `[${cell.map(jsonText).join(', ')}]`
  if (!isDocument(cell)) return String(cell)
  return `{${Object.entries(cell)
    .map(([key, value]) => `${JSON.stringify(key)}: ${jsonText(value)}`)
    .join(', ')}}`
}

/** `column::text`. */
export function castToText(kind: Kind, cell: Cell): Cell {
  if (cell === null) return null
  if (kind === 'json') return jsonText(cell)
  const text = textOf(cell)
  return kind === 'timestamp' ? text.replace('T', ' ').replace(/:00$/, '') : text
}

/** What an item other than an aggregate or a rank shows of the row. */
export function itemValue(item: ItemSpec, row: Row): Cell {
  if (item.is === 'path') return valueAt(row[item.column] ?? null, item.path) ?? null
  return item.is === 'cast' ? castToText(item.kind, row[item.column] ?? null) : null
}

export function aggregateOf({ fn, column, path, kind }: AggregateItem, rows: readonly Row[]): Cell | Near {
  if (column === null) return `#${rows.length}`
  const cells = rows
    .map((row) => row[column] ?? null)
    .map((cell) => (path === null ? cell : (valueAt(cell, path) ?? null)))
    .filter((cell) => cell !== null)
  if (fn === 'count') return `#${cells.length}`
  if (cells.length === 0) return null
  if (fn === 'min' || fn === 'max') {
    const sorted = [...cells].sort((a, b) => compareCells(kind, a, b))
    return sorted.at(fn === 'min' ? 0 : -1) ?? null
  }
  const digits = cells.map((cell) => String(cell).slice(1))
  if (fn === 'sum' && (kind === 'integer' || kind === 'bigint'))
    return `#${digits.reduce((sum, text) => sum + BigInt(text), 0n)}`
  const sum = digits.reduce((all, text) => all + Number(text), 0)
  return new Near(fn === 'sum' ? sum : sum / cells.length)
}

/** `whole @> part`, of documents. */
export function holdsPart(whole: Cell, part: Cell): boolean {
  if (Array.isArray(whole) && !Array.isArray(part) && !isDocument(part))
    return whole.some((one) => one === part)
  return holds(whole, part)
}

function holds(whole: Cell, part: Cell): boolean {
  if (Array.isArray(part))
    return Array.isArray(whole) && part.every((one) => whole.some((each) => holds(each, one)))
  if (!isDocument(part)) return whole === part
  return (
    isDocument(whole) &&
    Object.entries(part).every(([key, value]) => {
      const at = whole[key]
      return at !== undefined && holds(at, value)
    })
  )
}
