/** An app whose rows belong to teams: everything in it is a team's, but for the users. */

import { type Keys, mintToken, newKeys } from '../../src/auth/index.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { uuidFromName } from '../../src/base/ids.ts'
import { seededRandom } from '../../src/base/random.ts'
import { ask, type House, type Who } from '../../src/engines/contract/house.ts'
import {
  type App,
  app,
  id,
  integer,
  ref,
  type TenantOptions,
  table,
  text,
  users,
} from '../../src/model/index.ts'
import { reachHouse, type House as Server } from '../../src/server.ts'
import { postgres } from '../postgres/binaries.ts'
import { sharedPostgres } from '../postgres/server.ts'

/** @param by the claim that names a caller's team; without it requests name it */
export function labelApp(by: TenantOptions = {}): App {
  const teams = table({ id: id(), name: text() }).tenant('id', by).access({ read: true, write: true })
  const members = table({ team: ref(() => teams), user: ref(() => users), role: text().default('guest') })
    .primaryKey('team', 'user')
    .tenant('team', by)
    .access({ read: true, write: true })
  // biome-ignore lint/suspicious/noExplicitAny: one rule for two tables, each with a row of its own
  const isMember = ({ row, me }: any) => row.team.members.some((member: any) => member.user.is(me.id))
  const albums = table({ id: id(), team: ref(() => teams), code: text(), title: text() })
    .tenant('team', by)
    .unique('team', 'code')
    .index('title')
    .access({ read: isMember, write: isMember })
  const songs = table({
    id: id(),
    team: ref(() => teams),
    album: ref(() => albums).onDelete('cascade'),
    next: ref(() => songs).optional(),
    singer: ref(() => users).optional(),
    title: text(),
    plays: integer().default(0),
  })
    .tenant('team', by)
    .access({ read: isMember, write: ({ row }) => row.album.title.isNot('closed') })
  const covers = table({ team: ref(() => teams), album: ref(() => albums).onDelete('cascade'), url: text() })
    .primaryKey('team', 'album')
    .tenant('team', by)
    .access({ read: true, write: true })
  const tags = table({
    team: ref(() => teams),
    song: ref(() => songs).onDelete('cascade'),
    album: ref(() => albums).onDelete('cascade'),
    label: text(),
  })
    .primaryKey('team', 'song', 'album')
    .tenant('team', by)
    .access({ read: ({ row }) => row.song.album.title.isNot('lost'), write: true })
  return app({
    name: 'label',
    tables: { teams, members, albums, songs, covers, tags, users: users.access({ read: true }) },
    api: { aggregates: true },
  })
}

export const numbered = (name: string, number: number) => uuidFromName(`${name} ${number}`)
export const [RED, BLUE] = [numbered('team', 1), numbered('team', 2)]
export const [ANA, BEN] = [uuidFromName('ana'), uuidFromName('ben')]
/** The same in both teams: an id is a row's within its team alone. */
export const TWIN = numbered('twin', 0)

const ofTeam = (team: string, user: string): readonly (readonly [string, readonly object[]])[] => [
  ['teams', [{ id: team, name: team === RED ? 'red' : 'blue' }]],
  ['members', [{ team, user, role: 'owner' }]],
  [
    'albums',
    [
      { id: TWIN, team, code: 'a', title: 'twin' },
      { id: numbered(team, 1), team, code: 'b', title: 'closed' },
    ],
  ],
  [
    'songs',
    [
      { id: TWIN, team, album: TWIN, singer: user, title: 'one', next: null, plays: 1 },
      { id: numbered(team, 11), team, album: TWIN, singer: null, title: 'two', next: TWIN, plays: 2 },
    ],
  ],
  ['covers', [{ team, album: TWIN, url: '/twin' }]],
  ['tags', [{ team, song: TWIN, album: numbered(team, 1), label: 'good' }]],
]

export interface Label extends House {
  readonly server: Server
}

const [clock, random] = [fixedClock(Date.UTC(2026, 0, 2)), seededRandom(1)]
const keys: Keys = await newKeys(random)

/** Team red is Ana's, team blue is Ben's, and their rows have the same ids where they can. */
export async function openLabel(
  { model }: App,
  database: string,
  prepare: (database: string) => Promise<void> = async () => {},
): Promise<Label> {
  const report = (error: unknown) => console.error(error)
  const server = await reachHouse({ model, database, keys, clock, random, report })
  const house: Label = {
    server,
    fetch: (request) => server.fetch(request),
    idOf: uuidFromName,
    statements: () => Number.NaN,
    close: async () => await server.close(),
    headersOf: async (who) => {
      if (who === 'service') return { apikey: keys.secret }
      if (who === 'anon') return { apikey: keys.publishable }
      const team = who.name === 'ana' ? RED : BLUE
      const persona = { id: uuidFromName(who.name), claims: { app_metadata: { team } } }
      const token = await mintToken(keys, persona, clock, random)
      return { apikey: keys.publishable, Authorization: `Bearer ${token}` }
    },
  }
  await prepare(database)
  const people = [
    { id: ANA, email: 'ana@example.test' },
    { id: BEN, email: 'ben@example.test' },
  ]
  const rows = [['users', people] as const, ...ofTeam(RED, ANA), ...ofTeam(BLUE, BEN)]
  for (const [name, body] of rows) {
    const { status, text } = await ask(house, 'service', 'POST', name, { body })
    if (status !== 201) throw new Error(`filling ${name}: ${text}`)
  }
  return house
}

// Before any test, whose time is short: making a server takes seconds.
if (postgres !== null) await sharedPostgres()

export const freshDatabase = async (): Promise<string> => await (await sharedPostgres()).freshDatabase()

export const ana: Who = { name: 'ana' }
export const ben: Who = { name: 'ben' }
