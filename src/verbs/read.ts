/** What the thread of a reader does: opens the same app on the same database, and answers reads. */
import { loadKeys } from '../auth/index.ts'
import { type FromReader, listen, openHouse, Reader, type ToReader } from '../server.ts'
import { complaintOf } from './complaint.ts'
import { importApp, providePackages } from './modules.ts'
import { changedSince, type ReaderBegin } from './readers.ts'
import type { Shell } from './shell.ts'

declare const self: Worker & { postMessage(letter: FromReader, moved?: ArrayBuffer[]): void }

/** Resolves when the main thread has said stop and all is answered, or when the app cannot be opened here. */
export async function read(shell: Shell): Promise<void> {
  const post = (letter: FromReader, moved: ArrayBuffer[] = []) => self.postMessage(letter, moved)
  const begin = Promise.withResolvers<ReaderBegin>()
  const stopped = Promise.withResolvers<void>()
  let reader: Reader | null = null
  let count = () => {}
  self.onmessage = ({ data }: MessageEvent<ToReader<ReaderBegin>>) => {
    if (data.kind === 'begin') begin.resolve(data.begin)
    if (data.kind === 'response') reader?.take(data)
    if (data.kind === 'count') count()
    if (data.kind === 'stop') stopped.resolve()
  }
  post({ kind: 'here' })
  const told = await begin.promise
  try {
    const house = await open(told, shell)
    const made = new Reader((request) => house.answer(request), post)
    reader = made
    const socket = listen({
      ...told.address,
      share: 'join',
      fetch: (request) => made.answer(request),
      report: (error) => shell.err(Bun.inspect(error)),
    })
    count = () => post({ kind: 'counts', counts: house.counts() })
    await socket.ready()
    post({ kind: 'up' })
    await stopped.promise
    await socket.stop()
    await house.close()
  } catch (error) {
    post({ kind: 'unable', why: await complaintOf(error, shell.cwd, told.project.app) })
  }
}

/** @throws Error where the app has changed: a server must not follow two sets of rules */
async function open({ project, site, personas, sources }: ReaderBegin, shell: Shell) {
  providePackages(shell)
  const [keys, { model }] = await Promise.all([
    loadKeys(shell.env, project.data, shell.random),
    importApp(project.app),
  ])
  const changed = await changedSince(sources)
  if (changed !== null) throw new Error(`${changed} has changed since the server was started.`)
  return openHouse({
    model,
    database: project.database,
    keys,
    clock: shell.clock,
    random: shell.random,
    readsOnly: true,
    site,
    personas,
    teaches: personas,
    report: (error, id, step) =>
      shell.err(`trace ${id} ${step === null ? '' : `in step '${step}' `}${Bun.inspect(error)}`),
  })
}
