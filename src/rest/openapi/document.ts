/** The whole description of the API for one caller. @see https://spec.openapis.org/oas/v3.1.0 */
import type { Model } from '../../model/index.ts'
import type { Role } from '../../rules/index.ts'
import { filterParameters } from './filters.ts'
import type { JsonObject } from './json.ts'
import { operationsOf } from './operations.ts'
import { COMMON } from './parameters.ts'
import type { Reach } from './reach.ts'
import { ERROR, REFUSALS, refusals } from './responses.ts'
import { tableSchemas } from './schemas.ts'

export function documentOf(model: Model, reach: Reach): JsonObject {
  const tables = [...reach.tables.values()]
  const paths = tables.map((one) => [`/${one.table.name}`, operationsOf(one, reach)] as const)
  return {
    openapi: '3.1.0',
    info: { title: model.name, description: describe(reach.role), version: '1' },
    servers: [{ url: '/rest/v1' }],
    tags: tables.map(({ table }) => ({
      name: table.name,
      ...(table.comment === null ? {} : { description: table.comment }),
    })),
    paths: { '/': ROOT, ...Object.fromEntries(paths) },
    components: {
      schemas: Object.assign({ Error: ERROR }, ...tables.map((one) => tableSchemas(one, reach))),
      parameters: Object.assign({}, COMMON, ...tables.map(filterParameters)),
      responses: REFUSALS,
      securitySchemes: SCHEMES,
    },
    security: SECURITY[reach.role],
  }
}

const WHO: Readonly<Record<Role, string>> = {
  anon: 'a caller who is not signed in',
  authenticated: 'the caller whose token asked for it',
  service_role: 'whoever holds the secret key',
}

function describe(role: Role): string {
  return (
    `What ${WHO[role]} may do (\`${role}\`). Tables, operations and columns that no rule opens to them ` +
    'are left out; which rows they reach, the rules decide row by row.'
  )
}

const ROOT: JsonObject = {
  get: {
    operationId: 'describe',
    summary: 'This description',
    responses: {
      200: {
        description: 'The API as the caller may use it.',
        content: { 'application/openapi+json': { schema: { type: 'object' } } },
      },
      ...refusals('read'),
    },
  },
}

const SCHEMES: JsonObject = {
  apikey: {
    type: 'apiKey',
    in: 'header',
    name: 'apikey',
    description: 'The publishable key, or the secret key of the back office.',
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token of somebody signed in.',
  },
}

/** No key at all is anonymous; a token needs no key beside it. */
const SECURITY: Readonly<Record<Role, readonly JsonObject[]>> = {
  anon: [{ apikey: [] }, {}],
  authenticated: [{ apikey: [], bearer: [] }, { bearer: [] }],
  service_role: [{ apikey: [] }, { bearer: [] }],
}
