/** `offstage dev`: serves an app, and starts over at every change of its files. */
import { UsageError } from '../base/errors.ts'
import { parseHints } from '../schema/index.ts'
import { listen, Stage } from '../server.ts'
import { type Address, addressOf, urlOf } from './address.ts'
import { keysOf } from './app-keys.ts'
import { upAsJson, upAsText } from './banner.ts'
import { complaintOf } from './complaint.ts'
import { DevServer } from './dev-server.ts'
import { providePackages } from './modules.ts'
import { makeData, projectOf } from './project.ts'
import type { Shell } from './shell.ts'
import { toldToStop } from './signals.ts'
import { refuseStrangers } from './start.ts'
import { EXIT, type Given } from './verb.ts'

/** Resolves with the exit code after a signal. */
export async function dev(given: Given, shell: Shell): Promise<number> {
  const project = projectOf(given.words[0], shell)
  const address = addressOf(shell)
  const personas = wantsPersonas(given, address)
  const hints = parseHints(given.texts('rename'), given.texts('drop'))
  const stopped = toldToStop()
  const stage = new Stage()
  const socket = listen({
    ...address,
    fetch: (request) => stage.fetch(request),
    report: (error) => shell.err(Bun.inspect(error)),
  })
  makeData(project)
  providePackages(shell)
  const keys = await keysOf(project, shell)
  const url = urlOf(address.host, socket.port)
  surviveMistakes(shell, project.app)

  const server = new DevServer({ project, keys, hints, personas, stage, shell })
  const changes = await Promise.race([server.begin(), stopped])
  if (changes === undefined) return EXIT.failed
  await socket.ready()
  const { name, hasSite } = server
  const up = { name, url, keys, project, personas, hasSite, changes }
  shell.out(given.has('json') ? upAsJson(up) : upAsText(up, shell))
  await stopped
  await socket.stop()
  await server.end()
  return EXIT.ok
}

function wantsPersonas(given: Given, address: Address): boolean {
  if (given.has('no-personas')) {
    if (!given.has('personas')) return false
    throw new UsageError('--personas and --no-personas say the opposite.', 'Leave out one of them.')
  }
  if (given.has('personas')) refuseStrangers(address)
  return address.isLocal
}

/** What an app does at its own time, in a timer or a promise that nobody waits for, ends no development. */
function surviveMistakes(shell: Shell, app: string): void {
  const say = async (error: unknown) => shell.err(await complaintOf(error, shell.cwd, app))
  process.on('uncaughtException', say)
  process.on('unhandledRejection', say)
}
