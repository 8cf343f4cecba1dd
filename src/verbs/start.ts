/** `offstage start`: serves an app until it is told to stop. */
import { UsageError } from '../base/errors.ts'
import { parseHints } from '../schema/index.ts'
import { type House, listen, Stage } from '../server.ts'
import { type Address, addressOf, urlOf } from './address.ts'
import { keysOf } from './app-keys.ts'
import { scheduleOf } from './backup/schedule.ts'
import { upAsJson, upAsText } from './banner.ts'
import { complaintOf } from './complaint.ts'
import { importApp, providePackages } from './modules.ts'
import { openApp } from './open.ts'
import { makeData, projectOf } from './project.ts'
import { readersOf, sourcesOf } from './readers.ts'
import type { Shell } from './shell.ts'
import { toldToStop } from './signals.ts'
import { Site, SiteError } from './site.ts'
import { EXIT, type Given } from './verb.ts'

/** Resolves with the exit code after a signal, or at once when the app cannot be served. */
export async function start(given: Given, shell: Shell): Promise<number> {
  const project = projectOf(given.words[0], shell)
  const address = addressOf(shell)
  const personas = given.has('personas')
  if (personas) refuseStrangers(address)
  const hints = parseHints(given.texts('rename'), given.texts('drop'))
  const backups = scheduleOf(project, shell)
  const readers = readersOf(project, shell)
  const stopped = toldToStop()
  // A port in use is said before a seed has worked for a minute. Requests wait until the app is open.
  const stage = new Stage()
  const socket = listen({
    ...address,
    share: readers === null ? null : 'open',
    fetch: (request) => stage.fetch(request),
    report: (error) => shell.err(Bun.inspect(error)),
  })
  try {
    makeData(project)
    providePackages(shell)
    const [keys, { model }] = await Promise.all([keysOf(project, shell), importApp(project.app)])
    const sources = readers === null ? [] : await sourcesOf()
    const site = Site.of(model, project, { minify: true, sourceMaps: false })
    const building = site?.build(shell.cwd)
    // Noticed when it is waited for, which may be after it has failed.
    building?.catch(() => {})
    // Where an earlier start has left a page, the data is served before this one is built.
    const needed = site?.isBuilt ? null : building
    const folders = site?.folders ?? []
    const opening = openApp(model, { project, keys, hints, site: folders, personas, backups, readers, shell })
    const opened = await Promise.race([Promise.all([opening, needed]), stopped])
    if (opened === undefined) return EXIT.failed
    const [{ house, changes }] = opened
    await stage.exchange(() => house)
    await Promise.all([building, socket.ready()])
    const url = urlOf(address.host, socket.port)
    const up = { name: model.name, url, keys, project, personas, hasSite: site !== null, changes }
    shell.out(given.has('json') ? upAsJson(up) : upAsText(up, shell))
    backups?.begin()
    readers?.begin({
      begin: { project, address: { ...address, port: socket.port }, site: folders, personas, sources },
      answer: (request) => socket.respond(request),
    })
    await stopped
    await Promise.all([close([socket, readers], house), backups?.end()])
    return EXIT.ok
  } catch (error) {
    if (error instanceof UsageError) throw error
    shell.err(error instanceof SiteError ? error.message : await complaintOf(error, shell.cwd, project.app))
    return EXIT.failed
  }
}

/** Open requests end before the database is closed under them. */
async function close(listeners: readonly ({ stop(): Promise<void> } | null)[], house: House): Promise<void> {
  await Promise.all(listeners.map((listener) => listener?.stop()))
  await house.close()
}

/** @throws UsageError where others than this machine can reach the address */
export function refuseStrangers({ host, isLocal }: Address): void {
  if (isLocal) return
  throw new UsageError(
    `--personas would let everybody who reaches ${host} be anybody.`,
    'Leave out --personas, or OFFSTAGE_HOST: then only this machine is served.',
  )
}
