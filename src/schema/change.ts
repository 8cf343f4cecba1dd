/** One difference between the schema that a database has and the one that it should have. */
import type { Loss } from './loss.ts'
import type {
  CheckSchema,
  ColumnSchema,
  ForeignKeySchema,
  KeySchema,
  SearchSchema,
  TableSchema,
} from './schema.ts'

/**
 * `loses` says what the change may cost (see `Loss`): under `maybe` the rows may also stand in its way, as
 * nulls do in a column that becomes required. `renames` are the new names that a removed thing may have been
 * given; never acted upon, only asked about.
 */
export type Change = TableChange | ColumnChange | KeyChange

export type TableChange =
  | {
      readonly kind: 'create table'
      readonly table: string
      readonly want: TableSchema
      readonly loses: 'nothing'
    }
  | {
      readonly kind: 'drop table'
      readonly table: string
      readonly renames: readonly string[]
      readonly loses: 'data'
    }

export type ColumnChange =
  /** `maybe` when rows that exist would have no value. */
  | {
      readonly kind: 'add column'
      readonly table: string
      readonly want: ColumnSchema
      readonly loses: 'nothing' | 'maybe'
    }
  | {
      readonly kind: 'drop column'
      readonly table: string
      readonly have: ColumnSchema
      readonly renames: readonly string[]
      readonly loses: 'data'
    }
  | {
      readonly kind: 'change column'
      /** `limits`: bounds, lengths and one-of. */
      readonly aspect: 'type' | 'optional' | 'limits' | 'identity' | 'filling'
      readonly table: string
      readonly have: ColumnSchema
      readonly want: ColumnSchema
      readonly loses: Loss
    }

export type KeyChange =
  | {
      readonly kind: 'change primary key'
      readonly table: string
      readonly want: readonly string[]
      readonly loses: 'maybe'
    }
  | { readonly kind: 'add unique'; readonly table: string; readonly want: KeySchema; readonly loses: 'maybe' }
  | {
      readonly kind: 'add index'
      readonly table: string
      readonly want: KeySchema
      readonly loses: 'nothing'
    }
  | {
      readonly kind: 'add foreign key'
      readonly table: string
      readonly want: ForeignKeySchema
      readonly loses: 'maybe'
    }
  | {
      readonly kind: 'add check'
      readonly table: string
      readonly want: CheckSchema
      readonly loses: 'maybe'
    }
  /** An index over words, made from the rows: it comes and goes without a loss. */
  | {
      readonly kind: 'add search'
      readonly table: string
      readonly want: SearchSchema
      readonly loses: 'nothing'
    }
  | { readonly kind: 'drop search'; readonly table: string; readonly loses: 'nothing' }
  | {
      readonly kind: 'drop unique' | 'drop index' | 'drop foreign key' | 'drop check'
      readonly table: string
      readonly name: string
      readonly loses: 'nothing'
    }

/** The change in a few words, for a log: `added songs.genre`. */
export function sentenceOf(change: Change): string {
  const { table } = change
  switch (change.kind) {
    case 'create table':
      return `created ${table}`
    case 'drop table':
      return `dropped ${table}`
    case 'add column':
      return `added ${table}.${change.want.name}`
    case 'drop column':
      return `dropped ${table}.${change.have.name}`
    case 'change column':
      return `changed the ${ASPECTS[change.aspect]} of ${table}.${change.want.name}`
    case 'change primary key':
      return `changed the primary key of ${table}`
    case 'add unique':
    case 'add index':
    case 'add foreign key':
    case 'add check':
      return `added ${change.kind.slice('add '.length)} ${change.want.name}`
    case 'add search':
      return `added full-text search of ${table} (${change.want.columns.join(', ')})`
    case 'drop search':
      return `dropped full-text search of ${table}`
    default:
      return `dropped ${change.kind.slice('drop '.length)} ${change.name}`
  }
}

const ASPECTS = {
  type: 'type',
  optional: 'optionality',
  limits: 'limits',
  identity: 'numbering',
  filling: 'default',
} as const
