/** What supabase-js infers from the app: selections, embeds, writes. */
import { client, same } from './music.ts'

export async function reads() {
  const plain = await client.from('songs').select('title, status').single()
  if (plain.data !== null) same<typeof plain.data, { title: string; status: 'draft' | 'live' }>(true)

  const all = await client.from('songs').select('*').single()
  if (all.data !== null) same<typeof all.data.plays, number>(true)
  // @ts-expect-error TS2339: hidden columns are not among all columns
  all.data?.fingerprint

  const toOne = await client.from('songs').select('title, album(title, artist(name))').single()
  if (toOne.data !== null) {
    same<typeof toOne.data, { title: string; album: { title: string; artist: { name: string } } }>(true)
  }
  const byTable = await client.from('songs').select('albums(title)').single()
  if (byTable.data !== null) same<typeof byTable.data, { albums: { title: string } }>(true)

  const nullable = await client.from('songs').select('producer(email)').single()
  if (nullable.data !== null) same<typeof nullable.data, { producer: { email: string | null } | null }>(true)

  const toMany = await client.from('artists').select('name, albums(title, songs(seconds))').single()
  if (toMany.data !== null) {
    same<typeof toMany.data, { name: string; albums: { title: string; songs: { seconds: number }[] }[] }>(
      true,
    )
  }
  const manyToMany = await client.from('songs').select('title, genres(name)').single()
  if (manyToMany.data !== null)
    same<typeof manyToMany.data, { title: string; genres: { name: string }[] }>(true)
  const backwards = await client.from('genres').select('songs(title)').single()
  if (backwards.data !== null) same<typeof backwards.data, { songs: { title: string }[] }>(true)

  const aliased = await client.from('songs').select('name:title, from:albums!inner(called:title)').single()
  if (aliased.data !== null) same<typeof aliased.data, { name: string; from: { called: string } }>(true)
  const hinted = await client.from('songs').select('by:users!songs_producer_fkey(email)').single()
  if (hinted.data !== null) same<typeof hinted.data, { by: { email: string | null } | null }>(true)

  const oneToOne = await client.from('users').select('email, profiles(bio)').single()
  if (oneToOne.data !== null) {
    same<typeof oneToOne.data, { email: string | null; profiles: { bio: string | null } | null }>(true)
  }
  const spread = await client.from('songs').select('title, ...albums(album_title:title)').single()
  if (spread.data !== null) same<typeof spread.data, { title: string; album_title: string }>(true)
}

export async function selfAndMutual() {
  const parent = await client.from('genres').select('name, parent(name)').single()
  if (parent.data !== null) same<typeof parent.data, { name: string; parent: { name: string } | null }>(true)
  const children = await client.from('genres').select('name, genres(name)').single()
  if (children.data !== null) same<typeof children.data, { name: string; genres: { name: string }[] }>(true)
  const captain = await client.from('teams').select('captain(shirt, team(name))').single()
  if (captain.data !== null) {
    same<typeof captain.data, { captain: { shirt: number; team: { name: string } } | null }>(true)
  }
}

export async function wrongReads() {
  const column = await client.from('songs').select('titel').single()
  // @ts-expect-error TS2339: the column is misspelt, so data is an error, without it
  column.data?.titel

  const embed = await client.from('songs').select('title, kinds(id)').single()
  // @ts-expect-error TS2339: songs and kinds are not related
  embed.data?.kinds.id

  const hidden = await client.from('songs').select('fingerprint').single()
  // @ts-expect-error TS2339: a hidden column does not exist
  hidden.data?.fingerprint

  // @ts-expect-error TS2769: no such table
  client.from('song')
  // @ts-expect-error TS2345: no such column
  client.from('songs').select('title').eq('seconds', 'three')
  // @ts-expect-error TS2345: no such value
  client.from('songs').select('title').eq('status', 'gone')
}

const song = { title: 'One', album: 'a', seconds: 200, isrc: 'X' }

export function writes() {
  client.from('songs').insert(song)
  client.from('songs').insert([{ ...song, status: 'live', producer: null }])
  client.from('songs').update({ title: 'Two' })
  client.from('songs').upsert({ ...song, id: 'a' })
  client.from('song_genres').insert({ song: 'a', genre: '9007199254740993' })
  client.from('teams').insert({ name: 'Reds' })
}

export function wrongWrites() {
  // @ts-expect-error TS2345: album, seconds and isrc are missing
  client.from('songs').insert({ title: 'One' })
  // @ts-expect-error TS2322: plays is readonly
  client.from('songs').insert({ ...song, plays: 3 })
  // @ts-expect-error TS2353: plays is readonly
  client.from('songs').update({ plays: 3 })
  // @ts-expect-error TS2353: isrc is set once
  client.from('songs').update({ isrc: 'Y' })
  // @ts-expect-error TS2322: fingerprint is hidden
  client.from('songs').insert({ ...song, fingerprint: 'x' })
  // @ts-expect-error TS2322: one-of
  client.from('songs').update({ status: 'gone' })
  // @ts-expect-error TS2322: a number, not text
  client.from('songs').update({ seconds: '200' })
  // @ts-expect-error TS2322: not optional
  client.from('songs').update({ title: null })
  // @ts-expect-error TS2561: no such column
  client.from('songs').update({ titel: 'One' })
  // @ts-expect-error TS2322: a readonly reference
  client.from('artists').insert({ name: 'A', owner: 'x' })
}
