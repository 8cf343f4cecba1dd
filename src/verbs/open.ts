/** Opens an app's House on its database, filling a new one first. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Keys } from '../auth/index.ts'
import type { Model } from '../model/index.ts'
import type { Hints } from '../schema/index.ts'
import { type House, openHouse, type SiteFolders } from '../server.ts'
import type { Project } from './project.ts'
import type { Shell } from './shell.ts'

export interface Opening {
  readonly project: Project
  readonly keys: Keys
  readonly hints: Hints
  readonly site: SiteFolders
  readonly personas: boolean
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
  const open = (database: string) =>
    openHouse({
      model,
      database,
      keys: opening.keys,
      clock: shell.clock,
      random: shell.random,
      hints: opening.hints,
      site: opening.site,
      personas: opening.personas,
      // Who may be anybody may know why anybody was refused.
      teaches: opening.personas,
      report: (error, id) => shell.err(`trace ${id} ${Bun.inspect(error)}`),
    })
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
