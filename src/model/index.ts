/** What an app declares: tables, columns, rules; and the types that a client gets from it. */
export type { App, AppOptions } from './app.ts'
export { app } from './app.ts'
export type {
  AnyColumn,
  ArrayColumn,
  BigintColumn,
  BooleanColumn,
  BytesColumn,
  Has,
  JsonColumn,
  KeyColumn,
  Narrowed,
  NumberColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  UuidColumn,
} from './column-types.ts'
export {
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  id,
  identity,
  integer,
  json,
  ref,
  text,
  time,
  timestamp,
  uuid,
} from './columns.ts'
export type { DatabaseOf, InsertOf, RowOf, UpdateOf } from './database-of.ts'
export { tableNameOf } from './define/define.ts'
export {
  canonicalJson,
  checkValue,
  compareJson,
  compareValues,
  jsonDepthMax,
  jsonText,
  operandType,
  parseJson,
  RawNumber,
  readJson,
  readText,
  writeJson,
  writeText,
} from './literal/index.ts'
export type { ClaimTerm, Condition, LooseRow, Many, Me, Term } from './rule-terms.ts'
export type { RuleRow } from './rule-types.ts'
export type { AccessOf, DeclaredTable, SearchOptions, TableOptions, TenantOptions } from './table.ts'
export { table } from './table.ts'
export { users } from './users.ts'
export type {
  Access,
  Api,
  Check,
  Column,
  ColumnType,
  Default,
  Index,
  Model,
  OnDelete,
  Reference,
  Relation,
  Rule,
  RuleFunction,
  ScalarType,
  Search,
  Site,
  Table,
  Tenant,
  TenantPair,
  Unique,
  Value,
} from './value.ts'
