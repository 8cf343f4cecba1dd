/** Tables with a tenant, through the whole request path and on each engine. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Said, Who } from '../../src/engines/contract/house.ts'
import { compare, send } from '../../src/engines/contract/suite.ts'
import type { App } from '../../src/model/index.ts'
import { postgres, postgresHint } from '../postgres/binaries.ts'
import { partitionedDatabase } from './partition.ts'
import {
  ANA,
  ana,
  BLUE,
  ben,
  freshDatabase,
  type Label,
  labelApp,
  numbered,
  openLabel,
  RED,
  TWIN,
} from './world.ts'

const engines: readonly (readonly [string, ((app: App) => Promise<string>) | null])[] = [
  ['sqlite', async () => ':memory:'],
  ['postgres', postgres === null ? null : freshDatabase],
  ['postgres, cut up by the tenant', postgres === null ? null : partitionedDatabase],
]
const label = labelApp()
const member = labelApp({ claim: 'app_metadata.team' })

type Row = readonly [string, Who, string, Said, number, unknown]

const OFF008 = (message: string, hint: string) => ({ code: 'OFF008', details: null, hint, message })
const SAY = 'Add ?team=eq.… to the request: it changes rows of one tenant.'
const MISSING = (table: string, name: string, column: string, value: string, target: string) => ({
  code: '23503',
  details: `Key (${column})=(${value}) is not present in table "${target}".`,
  hint: null,
  message: `insert or update on table "${table}" violates foreign key constraint "${name}"`,
})

const DENIED = {
  code: '42501',
  details: null,
  hint: null,
  message: 'new row violates row-level security policy for table "songs"',
}

const READS: readonly Row[] = [
  [
    'a to-one embed stays in the tenant',
    ana,
    `GET songs?select=title,album(title,team)&id=eq.${TWIN}`,
    {},
    200,
    [{ title: 'one', album: { title: 'twin', team: RED } }],
  ],
  [
    'and with the secret key, which sees both',
    'service',
    `GET songs?select=team,album(team)&id=eq.${TWIN}&order=team`,
    {},
    200,
    [RED, BLUE].sort().map((team) => ({ team, album: { team } })),
  ],
  [
    'a to-many embed',
    'service',
    `GET albums?select=songs!songs_album_fkey(team,title)&id=eq.${TWIN}&team=eq.${RED}&songs.order=title`,
    {},
    200,
    [
      {
        songs: [
          { team: RED, title: 'one' },
          { team: RED, title: 'two' },
        ],
      },
    ],
  ],
  [
    'an inverse that is one in its tenant is one object',
    'service',
    `GET albums?select=covers(team)&id=eq.${TWIN}&order=team`,
    {},
    200,
    [RED, BLUE].sort().map((team) => ({ covers: { team } })),
  ],
  [
    'over a junction',
    'service',
    `GET songs?select=albums!tags(team,title)&id=eq.${TWIN}&order=team`,
    {},
    200,
    [RED, BLUE].sort().map((team) => ({ albums: [{ team, title: 'closed' }] })),
  ],
  [
    'to the tenant itself and back',
    'service',
    `GET teams?select=name,albums(code)&id=eq.${BLUE}&albums.order=code`,
    {},
    200,
    [{ name: 'blue', albums: [{ code: 'a' }, { code: 'b' }] }],
  ],
  [
    'teams and users, over members',
    'service',
    'GET teams?select=name,users(email)&order=name',
    {},
    200,
    [
      { name: 'blue', users: [{ email: 'ben@example.test' }] },
      { name: 'red', users: [{ email: 'ana@example.test' }] },
    ],
  ],
  [
    'from what is shared to rows of every tenant',
    'service',
    `GET users?select=songs(team)&id=eq.${ANA}`,
    {},
    200,
    [{ songs: [{ team: RED }] }],
  ],
  [
    'an inner join and an order by the other row',
    'service',
    `GET songs?select=team&album.title=eq.twin&select=team,album!inner(title)&order=album(team)&team=eq.${BLUE}&limit=1`,
    {},
    200,
    [{ team: BLUE, album: { title: 'twin' } }],
  ],
]

const WRITES: readonly Row[] = [
  [
    'an update names the tenant',
    ana,
    `PATCH songs?id=eq.${TWIN}&team=eq.${RED}&select=plays`,
    { body: { plays: 5 }, prefer: 'return=representation' },
    200,
    [{ plays: 5 }],
  ],
  [
    'one that does not is refused',
    ana,
    `PATCH songs?id=eq.${TWIN}`,
    { body: { plays: 5 } },
    400,
    OFF008('An update of songs has to say whose rows it means', SAY),
  ],
  [
    'also where it says so in an alternative',
    ana,
    `PATCH songs?or=(team.eq.${RED},plays.gt.0)`,
    { body: { plays: 5 } },
    400,
    OFF008('An update of songs has to say whose rows it means', SAY),
  ],
  [
    'and where no rule stands beside it',
    ana,
    `PATCH covers?or=(team.eq.${RED},url.eq.x)`,
    { body: { url: '/x' } },
    400,
    OFF008('An update of covers has to say whose rows it means', SAY),
  ],
  [
    'a deletion as well',
    ana,
    `DELETE songs?id=eq.${TWIN}`,
    {},
    400,
    OFF008('A deletion of songs has to say whose rows it means', SAY),
  ],
  [
    'the secret key may change rows of all',
    'service',
    `PATCH songs?id=eq.${TWIN}&select=plays`,
    { body: { plays: 7 }, prefer: 'return=representation' },
    200,
    [{ plays: 7 }, { plays: 7 }],
  ],
  [
    'a row never changes its tenant',
    'service',
    `PATCH songs?id=eq.${TWIN}&team=eq.${RED}`,
    { body: { team: BLUE } },
    400,
    OFF008(
      'The team of a row of songs never changes',
      'What points at the row belongs to its tenant too: make a new row there instead.',
    ),
  ],
  [
    'a limited update',
    ana,
    `PATCH songs?team=eq.${RED}&order=title.desc&limit=1&select=title,plays`,
    { body: { plays: 9 }, prefer: 'return=representation' },
    200,
    [{ title: 'two', plays: 9 }],
  ],
  [
    'the same id in two tenants',
    'service',
    'POST albums',
    {
      body: [
        { id: numbered('new', 1), team: RED, code: 'n', title: 'x' },
        { id: numbered('new', 1), team: BLUE, code: 'n', title: 'y' },
      ],
    },
    201,
    null,
  ],
  [
    'and once in each',
    'service',
    'POST albums',
    { body: { id: TWIN, team: RED, code: 'z', title: 'x' } },
    409,
    {
      code: '23505',
      details: `Key (team, id)=(${RED}, ${TWIN}) already exists.`,
      hint: null,
      message: 'duplicate key value violates unique constraint "albums_pkey"',
    },
  ],
  [
    'what is unique in a tenant',
    ana,
    'POST albums',
    { body: { team: RED, code: 'a', title: 'x' } },
    409,
    {
      code: '23505',
      details: `Key (team, code)=(${RED}, a) already exists.`,
      hint: null,
      message: 'duplicate key value violates unique constraint "albums_team_code_key"',
    },
  ],
  [
    'an upsert meets the row of its own tenant',
    'service',
    'POST albums?select=team,title',
    {
      body: { id: TWIN, team: BLUE, code: 'a', title: 'new' },
      prefer: 'resolution=merge-duplicates,return=representation',
    },
    200,
    [{ team: BLUE, title: 'new' }],
  ],
  [
    'by another key',
    'service',
    'POST albums?on_conflict=code,team&select=id,title',
    {
      body: { team: BLUE, code: 'a', title: 'new' },
      prefer: 'resolution=merge-duplicates,return=representation',
    },
    200,
    expect.arrayContaining([{ id: expect.any(String), title: 'new' }]),
  ],
  [
    'a reference into another tenant, by the secret key',
    'service',
    'POST songs',
    { body: { team: RED, album: numbered(BLUE, 1), title: 'x' } },
    409,
    MISSING('songs', 'songs_album_fkey', 'album', numbered(BLUE, 1), 'albums'),
  ],
  [
    'by a caller, whose rule finds no album there',
    ana,
    'POST songs',
    { body: { team: RED, album: numbered(BLUE, 1), title: 'x' } },
    403,
    DENIED,
  ],
  [
    'by a caller who may write every row',
    ana,
    'POST tags',
    { body: { team: RED, song: numbered(BLUE, 11), album: TWIN, label: 'x' } },
    409,
    MISSING('tags', 'tags_song_fkey', 'song', numbered(BLUE, 11), 'songs'),
  ],
  [
    'by an update',
    'service',
    `PATCH songs?id=eq.${TWIN}&team=eq.${RED}`,
    { body: { album: numbered(BLUE, 1) } },
    409,
    MISSING('songs', 'songs_album_fkey', 'album', numbered(BLUE, 1), 'albums'),
  ],
  [
    'among rows of the request',
    'service',
    'POST songs',
    {
      body: [
        { id: numbered('s', 1), team: RED, album: TWIN, title: 'x', next: null },
        { id: numbered('s', 2), team: BLUE, album: TWIN, title: 'y', next: numbered('s', 1) },
      ],
    },
    409,
    MISSING('songs', 'songs_next_fkey', 'next', numbered('s', 1), 'songs'),
  ],
  [
    'among them in one tenant',
    'service',
    'POST songs',
    {
      body: [
        { id: numbered('s', 2), team: RED, album: TWIN, title: 'y', next: numbered('s', 1) },
        { id: numbered('s', 1), team: RED, album: TWIN, title: 'x', next: null },
      ],
    },
    201,
    null,
  ],
  [
    'a rule looks at the album of the tenant',
    ana,
    'POST songs',
    { body: { team: RED, album: numbered(RED, 1), title: 'x' } },
    403,
    DENIED,
  ],
  [
    'a deletion takes rows of its tenant along',
    'service',
    `DELETE albums?id=eq.${TWIN}&team=eq.${RED}&select=songs!songs_album_fkey(title,team)&songs.order=title`,
    { prefer: 'return=representation' },
    200,
    [
      {
        songs: [
          { title: 'one', team: RED },
          { title: 'two', team: RED },
        ],
      },
    ],
  ],
]

const OF_MEMBERS: readonly Row[] = [
  ['a caller meets its own team alone', ben, 'GET teams?select=name', {}, 200, [{ name: 'blue' }]],
  [
    'in embeds too',
    ben,
    `GET users?select=email,songs(team)&order=email`,
    {},
    200,
    [
      { email: 'ana@example.test', songs: [] },
      { email: 'ben@example.test', songs: [{ team: BLUE }] },
    ],
  ],
  [
    'writes need not say it',
    ben,
    `PATCH songs?id=eq.${TWIN}&select=team`,
    { body: { plays: 3 }, prefer: 'return=representation' },
    200,
    [{ team: BLUE }],
  ],
  [
    'a row of another team',
    ben,
    'POST covers',
    { body: { team: RED, album: numbered(RED, 1), url: '/' } },
    403,
    expect.objectContaining({ code: '42501' }),
  ],
]

const GROUPS = [
  ['reads', label, READS],
  ['writes', label, WRITES],
  ['a claim that names the tenant', member, OF_MEMBERS],
] as const

for (const [name, fresh] of engines) {
  if (fresh === null) test.skip(`tenants: ${name} (left out: ${postgresHint})`, () => {})
  else
    describe(`tenants: ${name}`, () => {
      for (const [group, app, rows] of GROUPS)
        describe(group, () => {
          let house: Label
          beforeAll(async () => {
            house = await openLabel(app, await fresh(app))
          })
          afterAll(() => house.close())
          for (const [what, who, request, said, status, expected] of rows)
            test(what, async () => {
              // Every request finds the rows as they were made.
              const undone = { ...said, prefer: `${said.prefer ?? 'return=minimal'},tx=rollback` }
              const heard = await send(house, who, request, request.startsWith('GET') ? said : undone)
              compare(heard, status, expected)
            })
        })
    })
}
