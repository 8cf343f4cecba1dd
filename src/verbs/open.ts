/** Opens an app's House on its database, filling a new one first. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Keys } from '../auth/index.ts'
import type { Model } from '../model/index.ts'
import type { Hints } from '../schema/index.ts'
import { type House, type HouseOptions, openHouse, reachHouse, type SiteFolders } from '../server.ts'
import { isServer, type Project } from './project.ts'
import type { Shell } from './shell.ts'

export interface Opening {
  readonly project: Project
  readonly keys: Keys
  readonly hints: Hints
  readonly site: SiteFolders
  readonly personas: boolean
  /** What is told of backups in the metrics. */
  readonly backups?: HouseOptions['backups']
  /** Threads that answer reads beside this one. */
  readonly readers?: HouseOptions['readers']
  readonly shell: Shell
}

export interface Opened {
  readonly house: House
  /** What was done to the database, in a line each. */
  readonly changes: readonly string[]
}

/** @throws SchemaRefusal when the schema cannot change without an answer, and whatever a seed throws */
export async function openApp(model: Model, opening: Opening): Promise<Opened> {
  const { project, shell } = opening
  const options = optionsOf(model, opening)
  if (isServer(project.database)) return await openOnServer(options, opening)
  const open = (database: string) => openHouse({ ...options, database })
  const { database } = project
  const isNew = !existsSync(database)
  const { seed } = model
  if (database !== ':memory:') mkdirSync(dirname(database), { recursive: true })
  if (!isNew || seed === null) {
    const house = open(database)
    return { house, changes: isNew ? ['new database'] : house.applied }
  }
  const { makeWhole, runSeed } = await import('./seed.ts')
  if (database === ':memory:') {
    const house = open(database)
    await runSeed(house, seed, project, shell)
    return { house, changes: [`new database, filled by ${seed}`] }
  }
  await makeWhole(database, async (draft) => {
    const house = open(draft)
    try {
      await runSeed(house, seed, project, shell)
    } finally {
      await house.close()
    }
  })
  return { house: open(database), changes: [`new database, filled by ${seed}`] }
}

function optionsOf(model: Model, opening: Opening): HouseOptions {
  const { project, shell } = opening
  return {
    model,
    database: project.database,
    replicas: project.replicas,
    keys: opening.keys,
    clock: shell.clock,
    random: shell.random,
    hints: opening.hints,
    site: opening.site,
    personas: opening.personas,
    backups: opening.backups ?? null,
    readers: opening.readers ?? null,
    // Who may be anybody may know why anybody was refused.
    teaches: opening.personas,
    report: (error, id, step) =>
      shell.err(`trace ${id} ${step === null ? '' : `in step '${step}' `}${Bun.inspect(error)}`),
  }
}

/** Of many nodes that start at once, one fills a new database; the others wait for it. */
async function openOnServer(options: HouseOptions, { project, shell }: Opening): Promise<Opened> {
  const house = await reachHouse(options)
  const { seed } = options.model
  try {
    const fill = async () => {
      if (seed === null) return
      const { runSeed } = await import('./seed.ts')
      await runSeed(house, seed, project, shell)
    }
    const filled = await house.engine.fillOnce?.(seed === null ? null : fill)
    return { house, changes: filled ? [`new database, filled by ${seed}`] : house.applied }
  } catch (error) {
    await house.close()
    throw error
  }
}
