/** What is printed once an app is up. */
import { join, relative } from 'node:path'
import type { Keys } from '../auth/index.ts'
import { isServer, type Project, shownDatabase } from './project.ts'
import type { Shell } from './shell.ts'

export interface Up {
  readonly name: string
  readonly url: string
  readonly keys: Keys
  readonly project: Project
  readonly personas: boolean
  readonly hasSite: boolean
  readonly changes: readonly string[]
}

/** For a script: one line, the first and only one of the standard output. */
export function upAsJson({ url, keys, project }: Up): string {
  return JSON.stringify({
    url,
    publishableKey: keys.publishable,
    database: shownDatabase(project.database),
    pid: process.pid,
  })
}

/** For a person. */
export function upAsText(up: Up, shell: Shell): string {
  const { url, keys, project } = up
  const near = (path: string) => {
    const short = relative(shell.cwd, path)
    return short === '' || short.startsWith('..') ? path : short
  }
  const databaseOf = (database: string) => {
    if (database === ':memory:') return 'in memory: forgotten at the end'
    return isServer(database) ? shownDatabase(database) : near(database)
  }
  const kept = isServer(project.database) ? 'in the database' : near(join(project.data, 'keys.json'))
  const secret = shell.env.OFFSTAGE_SECRET_KEY ? 'from OFFSTAGE_SECRET_KEY' : kept
  const rows: readonly (readonly [string, string])[] = [
    up.hasSite ? ['site', `${url}/`] : ['', ''],
    ['data API', `${url}/rest/v1/`],
    ['publishable key', keys.publishable],
    ['secret key', `${secret} (\`offstage keys\` prints it)`],
    ['database', databaseOf(project.database)],
    ['personas', up.personas ? 'on: POST /offstage/persona hands out tokens to this machine' : 'off'],
  ]
  const shown = rows.filter(([label]) => label !== '')
  return [
    `${up.name} is up at ${url}`,
    '',
    ...shown.map(([label, text]) => `  ${label.padEnd(17)}${text}`),
    ...up.changes.map((change, index) => `  ${(index === 0 ? 'schema' : '').padEnd(17)}${change}`),
    '',
  ].join('\n')
}
