/** The engines that can be measured, each with its own candidates. */
import { join } from 'node:path'
import { CANDIDATES, type Candidate } from './candidates.ts'
import { DATA, type Databases, files } from './databases.ts'
import { POSTGRES_CANDIDATES } from './postgres/candidates.ts'

export const ENGINES = ['sqlite', 'postgres'] as const

export type EngineName = (typeof ENGINES)[number]

export interface Bench {
  readonly candidates: readonly Candidate[]
  /** Who the others are held against, written by hand. */
  readonly baseline: string
  /** Whose processes and database together ours are held against. */
  readonly peer: string | null
  open(): Promise<Databases>
}

export const BENCHES: Readonly<Record<EngineName, Bench>> = {
  sqlite: {
    candidates: CANDIDATES,
    baseline: 'hand',
    peer: null,
    open: async () => files(join(DATA, 'sqlite')),
  },
  postgres: {
    candidates: POSTGRES_CANDIDATES,
    baseline: 'hand-pg',
    peer: 'fastify-pg',
    async open() {
      const { postgresDatabases } = await import('./postgres/databases.ts')
      return await postgresDatabases()
    },
  },
}

export function candidateOf(engine: EngineName, name: string): Candidate {
  const found = BENCHES[engine].candidates.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`nobody is called ${name} on ${engine}`)
  return found
}
