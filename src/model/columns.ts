/** The column builders: `id()`, `text()`, `ref(() => other)`… Each option returns a new, frozen builder. */
import type {
  AnyColumn,
  ArrayColumn,
  BigintColumn,
  BooleanColumn,
  BytesColumn,
  InputOf,
  JsonColumn,
  KeyColumn,
  NumberColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  TypeOf,
  UuidColumn,
} from './column-types.ts'
import type { ColumnAccess, ColumnDeclaration } from './declaration.ts'
import type { ColumnType, OnDelete, ScalarType } from './value.ts'

const PLAIN: ColumnDeclaration = {
  type: null,
  primaryKey: false,
  element: null,
  target: null,
  onDelete: 'restrict',
  open: false,
  optional: false,
  default: null,
  unique: false,
  hidden: false,
  readonly: false,
  writeOnce: false,
  min: undefined,
  max: undefined,
  length: null,
  pattern: null,
  oneOf: null,
  comment: null,
  access: null,
}

/**
 * A column under construction, as `define/` reads it. It has every option; the types of a builder say which
 * fit.
 */
export class ColumnDraft {
  constructor(readonly declaration: ColumnDeclaration) {
    Object.freeze(declaration)
    Object.freeze(this)
  }

  optional(): ColumnDraft {
    return this.with({ optional: true })
  }

  hidden(): ColumnDraft {
    return this.with({ hidden: true })
  }

  readonly(): ColumnDraft {
    return this.with({ readonly: true })
  }

  writeOnce(): ColumnDraft {
    return this.with({ writeOnce: true })
  }

  unique(): ColumnDraft {
    return this.with({ unique: true })
  }

  default(literal: unknown): ColumnDraft {
    return this.with({ default: { kind: 'literal', literal } })
  }

  min(min: unknown): ColumnDraft {
    return this.with({ min })
  }

  max(max: unknown): ColumnDraft {
    return this.with({ max })
  }

  length(first: unknown, second?: unknown): ColumnDraft {
    return this.with({ length: second === undefined ? [0, first] : [first, second] })
  }

  pattern(pattern: RegExp): ColumnDraft {
    return this.with({ pattern })
  }

  oneOf(...values: unknown[]): ColumnDraft {
    return this.with({ oneOf: values })
  }

  onDelete(onDelete: OnDelete): ColumnDraft {
    return this.with({ onDelete })
  }

  open(): ColumnDraft {
    return this.with({ open: true })
  }

  comment(comment: string): ColumnDraft {
    return this.with({ comment })
  }

  access(access: ColumnAccess): ColumnDraft {
    return this.with({ access })
  }

  private with(change: Partial<ColumnDeclaration>): ColumnDraft {
    return new ColumnDraft({ ...this.declaration, ...change })
  }
}

/** The one place where a draft is given the type that users see. */
function column<C extends AnyColumn>(declaration: Partial<ColumnDeclaration>): C {
  return new ColumnDraft({ ...PLAIN, ...declaration }) as unknown as C
}

const scalar = <C extends AnyColumn>(kind: Exclude<ScalarType['kind'], 'decimal'>) =>
  column<C>({ type: { kind } })

/** The primary key: a UUID of version 7, made by the server unless a client brings one. */
export const id = (): KeyColumn<string> =>
  column({ type: { kind: 'uuid' }, primaryKey: true, default: { kind: 'uuid' } })

/** The primary key: a number that the database counts up. */
export const identity = (): KeyColumn<number, number | string> =>
  column({ type: { kind: 'bigint' }, primaryKey: true, default: { kind: 'identity' } })

/** Text of any length, compared and ordered by code point. */
export const text = (): TextColumn => scalar('text')

/** A whole number of 32 bits, signed. */
export const integer = (): NumberColumn<number> => scalar('integer')

/** A whole number of 64 bits, signed. */
export const bigint = (): BigintColumn => scalar('bigint')

/** A number of 64 bits, IEEE 754. */
export const float = (): NumberColumn<number> => scalar('float')

/**
 * An exact number: `decimal(10, 2)` has ten digits, two of them after the point. It comes as a JSON number;
 * write a string where a JavaScript number would lose digits.
 */
export const decimal = (precision: number, scale = 0): NumberColumn<number | string> =>
  column({ type: { kind: 'decimal', precision, scale } })

/** True or false. */
export const boolean = (): BooleanColumn => scalar('boolean')

/** A moment, in microseconds, with time zone. */
export const timestamp = (): TimeColumn => scalar('timestamp')

/** A day: `2026-07-31`. */
export const date = (): TimeColumn => scalar('date')

/** A time of day, in microseconds, without time zone. */
export const time = (): TimeColumn => scalar('time')

/** A UUID of any version. */
export const uuid = (): UuidColumn => scalar('uuid')

/** Any JSON; `T` is what TypeScript believes of it, and nobody checks. */
export const json = <T = unknown>(): JsonColumn<T> => scalar('json')

/** Bytes, as `\x` and hexadecimal digits. */
export const bytes = (): BytesColumn => scalar('bytes')

/** An array of any scalar column: `array(text())`. */
export function array<C extends AnyColumn>(of: ScalarOnly<C>): ArrayColumn<TypeOf<C>, InputOf<C>> {
  const element: unknown = of
  const type = element instanceof ColumnDraft ? element.declaration.type : null
  // What cannot be an element is refused by `define/`, which can name the column.
  const scalarType: ScalarType = type === null || type.kind === 'array' ? { kind: 'text' } : type
  return column({ type: { kind: 'array', of: scalarType } satisfies ColumnType, element })
}

type ScalarOnly<C extends AnyColumn> = C['~']['kind'] extends 'array' | 'ref' | 'key' ? never : C

/**
 * A reference to a row of another table (or the same): `album: ref(() => albums)`. It makes the inverse too,
 * and, in a table that joins two others, their many-to-many relation.
 */
// biome-ignore lint/suspicious/noExplicitAny: for `unknown` the callback's body is inferred, in a circle
export function ref<F extends () => any>(target: F): RefColumn<F> {
  return column({ target })
}
