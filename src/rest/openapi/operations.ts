/** The operations of one table, as far as the caller has them. */
import { filterParameters } from './filters.ts'
import { component, type JsonObject } from './json.ts'
import { prefer, select } from './parameters.ts'
import type { Reach, TableReach } from './reach.ts'
import { nothing, refusals, rows } from './responses.ts'

const COUNT = ['count=exact', 'count=planned', 'count=estimated']
const STRICT = ['handling=strict', 'handling=lenient']
const TX = ['tx=commit', 'tx=rollback']

export function operationsOf(reach: TableReach, all: Reach): JsonObject {
  return {
    ...(reach.read ? { get: get(reach, all) } : {}),
    ...(reach.create ? { post: post(reach, all) } : {}),
    ...(canReplace(reach) ? { put: put(reach, all) } : {}),
    ...(reach.update ? { patch: patch(reach, all) } : {}),
    ...(reach.delete ? { delete: remove(reach, all) } : {}),
  }
}

/** An upsert that meets a row changes it, so both must be allowed. */
const canMerge = (reach: TableReach) => reach.create && reach.update

function canReplace(reach: TableReach): boolean {
  const given = (name: string) =>
    reach.columns.some((one) => one.column.name === name && one.insert && one.read)
  return canMerge(reach) && reach.table.primaryKey.every(given)
}

function common({ table }: TableReach, verb: string, summary: string): JsonObject {
  return { tags: [table.name], operationId: `${verb}.${table.name}`, summary }
}

const filters = (reach: TableReach) => shared(...Object.keys(filterParameters(reach)))

const shared = (...names: readonly string[]) => names.map((name) => component('parameters', name))

function get(reach: TableReach, all: Reach): JsonObject {
  const { name } = reach.table
  return {
    ...common(reach, 'read', `Read ${name}`),
    description: 'HEAD gives the headers alone.',
    parameters: [
      select(reach, all),
      ...filters(reach),
      ...shared('and', 'or', 'order', 'limit', 'offset', 'range', 'rangeUnit'),
      prefer([COUNT, STRICT]),
    ],
    responses: {
      200: rows(name, 'The rows.'),
      206: rows(name, 'A part of the rows, when they were counted.'),
      ...refusals('read'),
    },
  }
}

function post(reach: TableReach, all: Reach): JsonObject {
  const { name } = reach.table
  const resolution = [
    'resolution=ignore-duplicates',
    ...(canMerge(reach) ? ['resolution=merge-duplicates'] : []),
  ]
  const returned = ['return=minimal', ...(reach.read ? ['return=representation', 'return=headers-only'] : [])]
  return {
    ...common(reach, 'create', `Create ${name}`),
    description: `One row, or an array of rows. \`Prefer: ${resolution.join('` or `')}\` makes it an upsert.`,
    parameters: [
      ...(reach.read ? [select(reach, all)] : []),
      ...shared('columns', 'on_conflict'),
      prefer([returned, resolution, ['missing=default', 'missing=null'], ['count=exact'], TX, STRICT]),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { anyOf: [insertSchema(name), { type: 'array', items: insertSchema(name) }] },
        },
        'text/csv': { schema: { type: 'string' } },
        'application/x-www-form-urlencoded': { schema: insertSchema(name) },
      },
    },
    responses: {
      200: written(reach, 'Every row was there already, or was changed.'),
      201: written(reach, 'Created.'),
      ...refusals('write'),
    },
  }
}

const insertSchema = (table: string) => component('schemas', `${table}.Insert`)

/** A row that may not be read is not sent back. */
function written({ table, read }: TableReach, description: string): JsonObject {
  if (!read) return nothing(description)
  return rows(table.name, `${description} The rows, with \`Prefer: return=representation\`.`)
}

function put(reach: TableReach, all: Reach): JsonObject {
  const { name, primaryKey } = reach.table
  const keys = primaryKey.map((key) => ({
    name: key,
    in: 'query',
    description: 'The value of the primary key, as in the body.',
    required: true,
    schema: { type: 'string', pattern: '^eq\\.' },
    example: 'eq.1',
  }))
  return {
    ...common(reach, 'replace', `Create or change one of ${name}`),
    description: 'The one row that the primary key names.',
    parameters: [
      select(reach, all),
      ...keys,
      ...shared('columns'),
      prefer([['return=minimal', 'return=representation'], TX, STRICT]),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: insertSchema(name) } } },
    responses: {
      200: rows(name, 'Changed.'),
      201: written(reach, 'Created.'),
      204: nothing('Changed.'),
      ...refusals('write', 405),
    },
  }
}

/** Filters and pages of a change: which rows. */
function changed(reach: TableReach, all: Reach): JsonObject[] {
  return [
    select(reach, all),
    ...filters(reach),
    ...shared('and', 'or', 'order', 'limit', 'offset'),
    prefer([['return=minimal', 'return=representation'], ['count=exact'], ['max-affected=10'], TX, STRICT]),
  ]
}

const WITHOUT_FILTER =
  'Without a filter every row that the caller may change is meant. `limit` needs an `order`.'

function patch(reach: TableReach, all: Reach): JsonObject {
  const { name } = reach.table
  return {
    ...common(reach, 'update', `Change ${name}`),
    description: WITHOUT_FILTER,
    parameters: [...changed(reach, all), ...shared('columns')],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: component('schemas', `${name}.Update`) } },
    },
    responses: {
      200: rows(name, 'The rows as they are now.'),
      204: nothing('Changed.'),
      ...refusals('write'),
    },
  }
}

function remove(reach: TableReach, all: Reach): JsonObject {
  const { name } = reach.table
  return {
    ...common(reach, 'delete', `Delete ${name}`),
    description: WITHOUT_FILTER,
    parameters: changed(reach, all),
    responses: { 200: rows(name, 'The rows as they were.'), 204: nothing('Deleted.'), ...refusals('write') },
  }
}
