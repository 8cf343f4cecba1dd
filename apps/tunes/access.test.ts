/**
 * Who may do what in Tunes, table by table: a guest, a listener, the owner of a playlist, its member, somebody else,
 * an editor, and the back office with the secret key. `yes` is a row that was read or changed; anything else is the
 * refusal's code, or `none` when the row is invisible to the caller.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type PersonaOptions, start, type TestHouse } from 'offstage/testing'
import tunes from './app.ts'
import type { Database } from './site/client.ts'

type Client = ReturnType<TestHouse<Database>['anon']>

/** What an answer comes down to. */
function verdict(answer: { data: unknown; error: { code: string } | null }): string {
  if (answer.error) return answer.error.code
  return Array.isArray(answer.data) && answer.data.length === 0 ? 'none' : 'yes'
}

const DENIED = '42501'

let house: TestHouse<Database>
const who: Record<string, Client> = {}

/** Rows of one small library: an album with two songs, a private playlist of Ana's shared with Ben, a public one. */
const ids = {
  artist: '00000000-0000-7000-8000-000000000001',
  album: '00000000-0000-7000-8000-000000000002',
  song: '00000000-0000-7000-8000-000000000003',
  other: '00000000-0000-7000-8000-000000000004',
  hers: '00000000-0000-7000-8000-000000000005',
  open: '00000000-0000-7000-8000-000000000006',
  entry: '00000000-0000-7000-8000-000000000007',
  play: '00000000-0000-7000-8000-000000000008',
  place: '00000000-0000-7000-8000-000000000009',
  third: '00000000-0000-7000-8000-00000000000a',
  bens: '00000000-0000-7000-8000-00000000000b',
}

beforeAll(async () => {
  house = await start(tunes)
  const as = (name: string, options?: PersonaOptions) => house.as(name, options)
  Object.assign(who, {
    guest: house.anon(),
    ana: as('ana'),
    ben: as('ben'),
    carl: as('carl'),
    editor: as('eve', { roles: ['editor'] }),
    office: house.service(),
  })
  const [ana, ben] = [house.idOf('ana'), house.idOf('ben')]
  const office = house.service()
  const rows: Record<string, object[]> = {
    users: ['ana', 'ben', 'carl', 'eve'].map((name) => ({ id: house.idOf(name) })),
    profiles: [{ user: ana, name: 'Ana' }],
    artists: [{ id: ids.artist, name: 'The Tests', genre: 'Rock', country: 'Spain', formed: 1999 }],
    albums: [{ id: ids.album, title: 'First', artist: ids.artist, released: '2001-02-03' }],
    songs: [ids.song, ids.other, ids.third].map((id, i) => ({
      id,
      title: `Song ${i}`,
      album: ids.album,
      track: i + 1,
      seconds: 60,
    })),
    playlists: [
      { id: ids.hers, owner: ana, title: 'Hers', notes: 'secret' },
      { id: ids.open, owner: ana, title: 'Open', visibility: 'public', notes: 'secret too' },
      { id: ids.bens, owner: ben, title: 'His' },
    ],
    playlist_members: [{ playlist: ids.hers, user: ben }],
    playlist_songs: [
      { id: ids.entry, playlist: ids.hers, song: ids.song, position: 1, added_by: ana },
      { playlist: ids.open, song: ids.song, position: 1, added_by: ana },
    ],
    plays: [{ id: ids.play, song: ids.song, listener: ana }],
    charts: [{ id: ids.place, week: '2026-11-16', rank: 1, song: ids.song, plays: 3 }],
  }
  for (const [table, some] of Object.entries(rows)) {
    const { error } = await office.from(table as 'songs').insert(some as never, { defaultToNull: false })
    if (error && !(table === 'users' && error.code === '23505')) throw new Error(`${table}: ${error.message}`)
  }
})

afterAll(() => house.stop())

/** One line of the matrix: what is tried, and how it ends for each caller. */
function row(
  what: string,
  attempt: (client: Client) => PromiseLike<never>,
  ends: Record<string, string>,
): void {
  for (const [caller, end] of Object.entries(ends)) {
    test(`${caller} ${what}: ${end}`, async () => {
      expect(verdict(await attempt(who[caller] as Client))).toBe(end)
    })
  }
}

/** Lets a row of the matrix take any request of the client. */
const ask = (attempt: (client: Client) => PromiseLike<{ data: unknown; error: { code: string } | null }>) =>
  attempt as (client: Client) => PromiseLike<never>

const everybody = (end: string) =>
  Object.fromEntries(['guest', 'ana', 'ben', 'carl', 'editor', 'office'].map((caller) => [caller, end]))

describe('the catalogue', () => {
  for (const table of ['artists', 'albums', 'songs', 'charts', 'profiles'] as const) {
    row(
      `reads ${table}`,
      ask((client) => client.from(table).select()),
      everybody('yes'),
    )
  }
  row(
    'renames a song',
    ask((client) => client.from('songs').update({ title: 'New' }).eq('id', ids.song).select('id')),
    {
      guest: 'none',
      ana: 'none',
      editor: 'yes',
      office: 'yes',
    },
  )
  const album = { title: 'Second', artist: ids.artist, released: '2002-01-01' }
  row(
    'adds an album',
    ask((client) => client.from('albums').insert(album).select('id')),
    {
      guest: DENIED,
      ana: DENIED,
      editor: 'yes',
      office: 'yes',
    },
  )
  row(
    'deletes a song',
    ask((client) => client.from('songs').delete().eq('id', ids.third).select('id')),
    {
      guest: 'none',
      ana: 'none',
      ben: 'none',
      editor: 'yes',
    },
  )
  const count = { play_count: 9 } as never
  row(
    'sets the count of plays',
    ask((client) => client.from('songs').update(count).eq('id', ids.song).select('id')),
    {
      editor: DENIED,
      office: 'yes',
    },
  )
  const place = { week: '2026-11-16', rank: 2, song: ids.other, plays: 1 }
  row(
    'writes a chart',
    ask((client) => client.from('charts').insert(place).select('id')),
    {
      guest: DENIED,
      ana: DENIED,
      editor: DENIED,
      office: 'yes',
    },
  )
})

describe('playlists', () => {
  row(
    'reads the private playlist',
    ask((client) => client.from('playlists').select('id').eq('id', ids.hers)),
    {
      guest: 'none',
      ana: 'yes',
      ben: 'yes',
      carl: 'none',
      editor: 'none',
      office: 'yes',
    },
  )
  row(
    'reads the public playlist',
    ask((client) => client.from('playlists').select('id').eq('id', ids.open)),
    everybody('yes'),
  )
  row(
    'reads the songs of the private playlist',
    ask((client) => client.from('playlist_songs').select('id').eq('playlist', ids.hers)),
    { guest: 'none', ana: 'yes', ben: 'yes', carl: 'none', editor: 'none' },
  )
  row(
    'renames it',
    ask((client) => client.from('playlists').update({ title: 'Ours' }).eq('id', ids.hers).select('id')),
    {
      guest: 'none',
      ana: 'yes',
      ben: 'none',
      carl: 'none',
    },
  )
  row(
    'makes a playlist',
    ask((client) => client.from('playlists').insert({ title: 'Mine' }).select('id')),
    {
      guest: DENIED,
      carl: 'yes',
    },
  )
  const forged = { title: 'Not mine', owner: ids.artist } as never
  row(
    'makes a playlist for somebody else',
    ask((client) => client.from('playlists').insert(forged).select('id')),
    {
      guest: DENIED,
      carl: DENIED,
    },
  )
  row(
    'deletes it',
    ask((client) => client.from('playlists').delete().eq('id', ids.hers).select('id')),
    {
      guest: 'none',
      ben: 'none',
      carl: 'none',
      editor: 'none',
    },
  )
})

describe('private notes', () => {
  for (const [caller, playlist, notes] of [
    ['ana', ids.hers, 'secret'],
    ['ben', ids.hers, null],
    ['ana', ids.open, 'secret too'],
    ['guest', ids.open, null],
    ['carl', ids.open, null],
  ] as const) {
    test(`${caller} reads ${notes ?? 'no notes'}`, async () => {
      const { data } = await (who[caller] as Client)
        .from('playlists')
        .select('notes')
        .eq('id', playlist)
        .single()
      expect(data).toEqual({ notes })
    })
  }
  row(
    'finds a playlist by its notes',
    ask((client) => client.from('playlists').select('id').eq('id', ids.open).ilike('notes', '%secret%')),
    { guest: 'none', ana: 'yes', ben: 'none', carl: 'none' },
  )
})

describe('songs of a playlist', () => {
  const add = (playlist: string, song: string) =>
    ask((client) => client.from('playlist_songs').insert({ playlist, song, position: 2 }).select('id'))
  row('adds a song to the private playlist', add(ids.hers, ids.other), {
    guest: DENIED,
    carl: DENIED,
    ben: 'yes',
  })
  row('adds a song to the public playlist', add(ids.open, ids.other), {
    guest: DENIED,
    carl: DENIED,
    ben: DENIED,
    ana: 'yes',
  })
  const move = ask((client) =>
    client.from('playlist_songs').update({ position: 7 }).eq('id', ids.entry).select('id'),
  )
  row('moves a song', move, { guest: 'none', ben: 'none', carl: 'none', ana: 'yes' })
  const away = { playlist: ids.bens } as never
  row(
    'moves a song to another playlist',
    ask((client) => client.from('playlist_songs').update(away).eq('id', ids.entry).select('id')),
    { ana: DENIED, ben: DENIED },
  )
  const remove = ask((client) => client.from('playlist_songs').delete().eq('id', ids.entry).select('id'))
  row('removes a song that Ana added', remove, { guest: 'none', carl: 'none', ben: 'none', ana: 'yes' })
})

describe('members of a playlist', () => {
  const invite = ask((client) =>
    client
      .from('playlist_members')
      .insert({ playlist: ids.hers, user: house.idOf('carl') })
      .select('user'),
  )
  row(
    'sees who it is shared with',
    ask((client) => client.from('playlist_members').select().eq('playlist', ids.hers)),
    {
      guest: 'none',
      carl: 'none',
      ana: 'yes',
      ben: 'yes',
    },
  )
  row('shares it', invite, { guest: DENIED, ben: DENIED, carl: DENIED, ana: 'yes' })
  const leave = (name: string) =>
    ask((client) =>
      client
        .from('playlist_members')
        .delete()
        .eq('playlist', ids.hers)
        .eq('user', house.idOf(name))
        .select('user'),
    )
  row('removes Ben', leave('ben'), { guest: 'none', carl: 'none' })
  row('leaves', leave('carl'), { carl: 'yes' })
})

describe('plays', () => {
  row(
    'reads what Ana played',
    ask((client) => client.from('plays').select('id').eq('id', ids.play)),
    {
      guest: 'none',
      ana: 'yes',
      ben: 'none',
      editor: 'none',
      office: 'yes',
    },
  )
  row(
    'plays a song',
    ask((client) => client.from('plays').insert({ song: ids.song }).select('id')),
    {
      guest: DENIED,
      ben: 'yes',
    },
  )
  row(
    'takes a play back',
    ask((client) => client.from('plays').delete().eq('id', ids.play).select('id')),
    {
      ana: DENIED,
      ben: DENIED,
    },
  )
})

describe('users', () => {
  row(
    'reads the address of Ana',
    ask((client) => client.from('users').select('email').eq('id', house.idOf('ana'))),
    {
      guest: 'none',
      ana: 'yes',
      ben: 'none',
      editor: 'none',
    },
  )
})
