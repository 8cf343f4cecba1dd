/** `offstage keys`: the keys of an app. */
import { keysOf } from './app-keys.ts'
import { makeData, projectOf } from './project.ts'
import type { Shell } from './shell.ts'
import { EXIT, type Given } from './verb.ts'

export async function keys(given: Given, shell: Shell): Promise<number> {
  const project = projectOf(given.words[0], shell)
  makeData(project)
  const { publishable, secret, anonJwt, serviceJwt } = await keysOf(project, shell)
  const shown = { publishable, secret, anon: anonJwt, service_role: serviceJwt }
  if (given.has('json')) shell.out(JSON.stringify(shown))
  else for (const [name, key] of Object.entries(shown)) shell.out(`${name.padEnd(14)}${key}`)
  return EXIT.ok
}
