/** `offstage token`: a token for development. */
import { existsSync } from 'node:fs'
import { type Keys, mintToken } from '../auth/index.ts'
import { UsageError } from '../base/errors.ts'
import { uuidFromName } from '../base/ids.ts'
import type { Role } from '../rules/index.ts'
import { keysOf } from './app-keys.ts'
import { isServer, makeData, type Project, projectOf } from './project.ts'
import type { Shell } from './shell.ts'
import { EXIT, type Given } from './verb.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const BASE_ROLES: readonly string[] = ['anon', 'authenticated', 'service_role'] satisfies Role[]
const EXPIRES_SECONDS = 3600

export async function token(given: Given, shell: Shell): Promise<number> {
  const { role, roles } = rolesOf(given.texts('role'))
  const id = idOf(given.text('as'), role)
  const claims = claimsOf(given.text('claims'))
  const expiresInSeconds = secondsOf(given.text('expires'))
  const project = projectOf(given.words[0], shell)
  makeData(project)
  const keys = await keysOf(project, shell)
  const expires_at = Math.floor(shell.clock.nowMs() / 1000) + expiresInSeconds
  const persona = { id, role, roles, claims, expiresInSeconds }
  const access_token = await mintToken(keys, persona, shell.clock, shell.random)
  if (id !== null && (isServer(project.database) || existsSync(project.database)))
    await introduce(id, keys, project, shell)
  shell.out(given.has('json') ? JSON.stringify({ access_token, user: { id }, expires_at }) : access_token)
  return EXIT.ok
}

function rolesOf(texts: readonly string[]): { role: Role; roles: string[] } {
  const [role = 'authenticated', second] = texts.filter((text) => BASE_ROLES.includes(text))
  if (second !== undefined)
    throw new UsageError(`A token has one of the roles ${BASE_ROLES.join(', ')}.`, 'Leave out all but one.')
  return { role: role as Role, roles: texts.filter((text) => !BASE_ROLES.includes(text)) }
}

function idOf(as: string | null, role: Role): string | null {
  if (role !== 'authenticated') {
    if (as === null) return null
    throw new UsageError(`The role ${role} is nobody in particular.`, 'Leave out --as, or the role.')
  }
  if (as === null)
    throw new UsageError('Whom is the token for?', 'Write --as ana, or --as and the UUID of a row of users.')
  return UUID.test(as) ? as.toLowerCase() : uuidFromName(as)
}

function secondsOf(text: string | null): number {
  if (text === null) return EXPIRES_SECONDS
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text)
  throw new UsageError(`--expires ${text} is not a number of seconds.`, 'Write --expires 3600 for an hour.')
}

function claimsOf(text: string | null): Readonly<Record<string, unknown>> {
  if (text === null) return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = null
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Readonly<Record<string, unknown>>
  throw new UsageError('--claims is not a JSON object.', `Write --claims '{"app_metadata":{"org":"acme"}}'.`)
}

/** Rows can refer to the person from now on. A token is good without: then it is only said. */
async function introduce(id: string, keys: Keys, project: Project, shell: Shell): Promise<void> {
  const [{ meet, reachHouse }, { importApp, providePackages }, { complaintOf }] = await Promise.all([
    import('../server.ts'),
    import('./modules.ts'),
    import('./complaint.ts'),
  ])
  try {
    providePackages(shell)
    const { model } = await importApp(project.app)
    const house = await reachHouse({
      model,
      database: project.database,
      keys,
      clock: shell.clock,
      random: shell.random,
      asItIs: true,
      report: (error, trace) => shell.err(`trace ${trace} ${Bun.inspect(error)}`),
    })
    const known = await meet(house.fetch, keys, id)
    await house.close()
    if (!known) shell.err(`The person got no row in users: rows cannot refer to ${id} yet.`)
  } catch (error) {
    const why = await complaintOf(error, shell.cwd, project.app)
    shell.err(`The person got no row in users: rows cannot refer to ${id} yet.\n${why}`)
  }
}
