/** Three nodes on one PostgreSQL: who talks to them through a proxy must not notice that they are three. */
import { afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { loadKeys, mintToken } from '../../src/auth/index.ts'
import { systemClock } from '../../src/base/clock.ts'
import { systemRandom } from '../../src/base/random.ts'
import { settleAll } from '../crash/postgres-state.ts'
import { makeClients, mistakesOf, searchProblems } from '../crash/run-kills.ts'
import { KEYS } from '../crash/server.ts'
import { postgres, postgresHint } from '../postgres/binaries.ts'
import { freshDatabase } from '../postgres/server.ts'
import { Fleet, type FleetOptions } from './fleet.ts'

const NODES = 3
const NEXT_APP = join(import.meta.dir, 'next-app.ts')
const NO_KEYS = {
  OFFSTAGE_PUBLISHABLE_KEY: '',
  OFFSTAGE_SECRET_KEY: '',
  OFFSTAGE_JWT_SECRET: '',
}
const OTHER_SECRET = 'another secret, for the time after the first'

const running: Fleet[] = []
afterEach(async () => {
  for (const fleet of running.splice(0)) await fleet.end()
})

async function started(options: FleetOptions = {}): Promise<Fleet> {
  const fleet = new Fleet(await freshDatabase(), options)
  running.push(fleet)
  await fleet.start(NODES)
  return fleet
}

/** A clerk, as supabase-js is one. */
async function clerkOf(fleet: Fleet, env: Readonly<Record<string, string>> = KEYS): Promise<SupabaseClient> {
  const keys = await loadKeys(env, '/nonexistent', systemRandom)
  const id = '01999999-aaaa-7bbb-8ccc-0123456789ab'
  const token = await mintToken(keys, { id, roles: ['clerk'] }, systemClock, systemRandom)
  const global = { headers: { Authorization: `Bearer ${token}` } }
  return createClient(fleet.proxy.url, keys.publishable, { global, auth: { persistSession: false } })
}

/** The secret key, as `offstage keys` says it to somebody with the database alone. */
async function secretOf({ database }: Fleet): Promise<string> {
  const cli = join(import.meta.dir, '../../src/cli.ts')
  const folder = mkdtempSync(join(tmpdir(), 'offstage-keys-'))
  const env = { ...process.env, ...NO_KEYS, DATABASE_URL: database, OFFSTAGE_DATA: folder }
  const words = [process.execPath, '--no-install', cli, 'keys', join(import.meta.dir, 'app.ts'), '--json']
  const child = Bun.spawn(words, { env, stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' })
  const said = await new Response(child.stdout).text()
  rmSync(folder, { recursive: true })
  return (JSON.parse(said) as { secret: string }).secret
}

describe.skipIf(postgres === null)(
  `many nodes${postgres === null ? ` (left out: ${postgresHint})` : ''}`,
  () => {
    beforeAll(freshDatabase as () => Promise<unknown>, 60_000)

    test('what is written over one is read over the next, and counted by all together', async () => {
      const fleet = await started()
      const clerk = await clerkOf(fleet)
      const ids: number[] = []
      for (let round = 0; round < 20; round++) {
        const written = await clerk
          .from('orders')
          .insert({ what: `order ${round}` })
          .select('id')
          .single()
        expect(written.error).toBeNull()
        const id = Number(written.data?.id)
        ids.push(id)
        const read = await clerk.from('orders').select('what').eq('id', id)
        expect(read.data).toEqual([{ what: `order ${round}` }])
        await clerk.from('orders').update({ count: round }).eq('id', id)
        expect((await clerk.from('orders').select('count').eq('id', id)).data).toEqual([{ count: round }])
      }
      const many = Array.from({ length: 90 }, (_, at) =>
        clerk
          .from('orders')
          .insert({ what: `at once ${at}` })
          .select('id')
          .single(),
      )
      ids.push(...(await Promise.all(many)).map(({ data }) => Number(data?.id)))
      expect(new Set(ids).size).toBe(110)
      expect((await clerk.from('orders').select('*', { count: 'exact', head: true })).count).toBe(110)
      expect(fleet.said).toBe('')
    }, 60_000)

    test('of all who want a name one gets it, and all who merge a row leave one', async () => {
      const fleet = await started()
      const client = await clerkOf(fleet)
      const account = (id: number, name: string) => ({ id, client: 0, name, balance: id, version: 1 })
      const names = Array.from({ length: 10 }, (_, at) => `name ${at}`)
      const wanted = names.flatMap((name, at) =>
        Array.from({ length: 6 }, (_, who) => client.from('accounts').insert(account(at * 10 + who, name))),
      )
      const heard = (await Promise.all(wanted)).map(({ status, error }) => error?.code ?? String(status))
      expect(heard.filter((one) => one === '201').length).toBe(names.length)
      expect(new Set(heard)).toEqual(new Set(['201', '23505']))
      // Each with a name of its own: where another key is equal too, PostgreSQL may tell of that one first.
      const merged = Array.from({ length: 30 }, (_, version) =>
        client.from('accounts').upsert({ ...account(1000, `version ${version}`), version }),
      )
      const statuses = (await Promise.all(merged)).map(({ status }) => status)
      expect(statuses.filter((status) => status === 201).length).toBe(1)
      expect(new Set(statuses)).toEqual(new Set([200, 201]))
      expect((await client.from('accounts').select('id').like('name', 'version*')).data).toEqual([
        { id: 1000 },
      ])
      expect(fleet.said).toBe('')
    }, 60_000)

    test('nodes that are told no keys have the same, and new ones find them', async () => {
      const fleet = await started({ env: NO_KEYS })
      const given = new Set((await fleet.banners()).map((banner) => banner?.publishableKey))
      expect(given.size).toBe(1)
      const [publishableKey] = given
      await fleet.roll({ app: NEXT_APP })
      expect((await fleet.banners()).map((banner) => banner?.publishableKey)).toEqual(
        Array.from({ length: NODES }, () => publishableKey),
      )
      const secret = await secretOf(fleet)
      const office = createClient(fleet.proxy.url, secret, { auth: { persistSession: false } })
      for (let node = 0; node < NODES; node++)
        expect((await office.from('orders').insert({ what: 'by the office', note: 'new' })).status).toBe(201)
    }, 60_000)

    test('a new version and a new secret roll over them, and nobody is sent away or signed out', async () => {
      const fleet = await started({ env: KEYS })
      const early = await clerkOf(fleet)
      const late = await clerkOf(fleet, { ...KEYS, OFFSTAGE_JWT_SECRET: OTHER_SECRET })
      const serves = async (client: SupabaseClient) => {
        for (let node = 0; node < NODES; node++) {
          expect((await client.from('orders').insert({ what: 'coffee' })).error).toBeNull()
          expect((await client.from('orders').select('what').limit(1)).data).toEqual([{ what: 'coffee' }])
        }
      }
      // First all learn the new secret, then all sign with it; the old one goes when its tokens have run out.
      const learnt = { ...KEYS, OFFSTAGE_JWT_SECRET_OTHER: OTHER_SECRET }
      await fleet.roll({ env: learnt, app: NEXT_APP }, () => serves(early))
      await serves(late)
      const { OFFSTAGE_JWT_SECRET } = KEYS
      const exchanged = { ...KEYS, OFFSTAGE_JWT_SECRET: OTHER_SECRET }
      await fleet.roll(
        { env: { ...exchanged, OFFSTAGE_JWT_SECRET_OTHER: OFFSTAGE_JWT_SECRET } },
        async () => {
          await serves(early)
          await serves(late)
        },
      )
      await fleet.roll({ env: exchanged }, () => serves(late))
      expect((await early.from('orders').select('what')).error?.code).toBe('PGRST301')
    }, 60_000)

    test('a new version that all start at once is made once', async () => {
      const fleet = await started()
      const clerk = await clerkOf(fleet)
      await clerk.from('orders').insert({ what: 'tea' })
      await Promise.all(fleet.nodes.map((node) => node.stop()))
      const later = new Fleet(fleet.database, { app: NEXT_APP })
      running.push(later)
      await later.start(NODES)
      const reader = await clerkOf(later)
      for (let node = 0; node < NODES; node++)
        expect((await reader.from('orders').select('what, note')).data).toEqual([{ what: 'tea', note: null }])
    }, 60_000)

    test('a node that is killed while it writes loses nothing, and leaves no half', async () => {
      const seed = Math.floor(Math.random() * 1e6)
      const fleet = await started()
      const clients = makeClients(seed)
      for (let kill = 0; kill < NODES; kill++) {
        let over = false
        const writing = clients.map((client) => client.write(fleet.proxy.url, () => over))
        await Bun.sleep(systemRandom.fraction() * 500)
        const node = fleet.nodes[kill % NODES]
        await node?.kill()
        over = true
        await Promise.all(writing)
        const { states, problems } = await settleAll(fleet.database, clients)
        expect([seed, kill, problems]).toEqual([seed, kill, []])
        expect(await searchProblems(fleet.proxy.url, states)).toEqual([])
        expect(fleet.nodes.flatMap(mistakesOf)).toEqual([])
        await fleet.restart(kill % NODES)
      }
      const counts = clients.map((client) => client.counts)
      const sum = (of: 'done' | 'unanswered') => counts.reduce((all, one) => all + one[of], 0)
      expect([sum('done') > 50, sum('unanswered') > 0]).toEqual([true, true])
    }, 120_000)
  },
)
