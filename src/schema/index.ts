/**
 * Schema: what a database must hold, how it differs from what it holds, and what has to be asked before it
 * changes.
 */
export { type Change, sentenceOf } from './change.ts'
export { difference, keysOf } from './difference.ts'
export { type Hints, NO_HINTS, parseHints, type Rename, renamed, renamesToDo } from './hints.ts'
export { type Loss, lossOfConversion } from './loss.ts'
export { type Question, questionOf, SchemaRefusal, typeName } from './questions.ts'
export {
  type CheckSchema,
  type ColumnSchema,
  type Constant,
  type Filling,
  type ForeignKeySchema,
  findNamed,
  type KeySchema,
  type Schema,
  type SearchSchema,
  same,
  type TableSchema,
} from './schema.ts'
export { wantedSchema } from './wanted.ts'
