/** `offstage schema`: prints what a database must hold. Opens none. */
import { UsageError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Model } from '../model/index.ts'
import { complaintOf } from './complaint.ts'
import { importApp, providePackages } from './modules.ts'
import { isServer, projectOf } from './project.ts'
import type { Shell } from './shell.ts'
import { EXIT, type Given } from './verb.ts'

const ENGINES = ['sqlite', 'postgres'] as const
type EngineName = (typeof ENGINES)[number]

export async function schema(given: Given, shell: Shell): Promise<number> {
  const project = projectOf(given.words[0], shell)
  const rls = given.has('rls')
  const engine = engineOf(given.text('engine'), rls, isServer(project.database) ? 'postgres' : 'sqlite')
  providePackages(shell)
  try {
    const { model } = await importApp(project.app)
    shell.out(await print(model, engine, rls))
    return EXIT.ok
  } catch (error) {
    if (error instanceof UsageError) throw error
    shell.err(await complaintOf(error, shell.cwd, project.app))
    return EXIT.failed
  }
}

/** @throws UsageError for one that there is not, or that has no row level security */
function engineOf(text: string | null, rls: boolean, usual: EngineName): EngineName {
  const named = ENGINES.find((name) => name === text)
  if (text !== null && named === undefined) {
    const near = nearest(text, ENGINES)
    throw new UsageError(
      `Offstage has no engine "${text}".`,
      near === null ? `There are ${ENGINES.join(' and ')}.` : `Did you mean ${near}?`,
    )
  }
  if (!rls) return named ?? usual
  if (named !== 'sqlite') return 'postgres'
  throw new UsageError('SQLite has no row level security.', 'Leave out --engine sqlite, or --rls.')
}

async function print(model: Model, engine: EngineName, rls: boolean): Promise<string> {
  if (engine === 'sqlite') return (await import('../engines/sqlite/index.ts')).printSchema(model)
  const { printRls, printSchema } = await import('../engines/postgres/index.ts')
  return rls ? printRls(model) : printSchema(model)
}
