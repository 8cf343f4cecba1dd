/** Who is measured on PostgreSQL. */
import { type Candidate, file, offstage, once, plainEnv, program } from '../candidates.ts'
import { KEYS_ENV } from '../tokens.ts'
import { fillPostgres } from './fill.ts'

const offstageOnPostgres: Candidate = {
  ...offstage,
  env: (database) => ({ ...offstage.env(database), DATABASE_URL: database }),
}

const hand: Candidate = {
  ...offstage,
  name: 'hand-pg',
  about: 'Bun.serve and Bun.sql written by hand for this table, JSON made in the database',
  fill: async (url, rows) => fillPostgres(url, rows, await Bun.file(file('postgres/hand/schema.sql')).text()),
  command: [...program, file('postgres/hand/server.ts')],
  env: plainEnv,
}

const fastify: Candidate = {
  ...hand,
  name: 'fastify-pg',
  about: 'Fastify and pg on Node',
  packages: { folder: 'postgres', names: ['fastify', 'pg'] },
  command: ['node', file('postgres/fastify/server.mjs')],
}

/**
 * Prisma's command would fetch a program for changes of the schema from Prisma's own site. The client is made
 * without it, and its place is taken by one that never runs.
 */
export const PRISMA_ENV = { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/false', CHECKPOINT_DISABLE: '1' }

const express: Candidate = {
  ...hand,
  name: 'express-prisma',
  about: 'Express and Prisma on Node',
  packages: { folder: 'postgres', names: ['express', 'prisma', '@prisma/client', '@prisma/adapter-pg'] },
  async fill(url, rows) {
    const prisma = file('postgres/node_modules/.bin/prisma')
    await once([prisma, 'generate', '--schema', file('postgres/express/schema.prisma')], PRISMA_ENV)
    await hand.fill(url, rows)
  },
  command: ['node', file('postgres/express/server.mjs')],
  env: (database) => ({ ...KEYS_ENV, DATABASE: database, NODE_ENV: 'production' }),
}

export const POSTGRES_CANDIDATES: readonly Candidate[] = [offstageOnPostgres, hand, fastify, express]
