/**
 * The same answers on PostgreSQL, written by hand for this one table: the limit that ours is held against. It
 * knows the URLs of the bench and no others, and looks at what it is given as carefully as a service must.
 */
import { verifier } from '../../hand/tokens.ts'
import { type NewSong, openStore } from './store.ts'

const COLUMNS = 'id,title,seconds,published,created_at'
const SONGS = '/rest/v1/songs'
const READ = `?select=${COLUMNS}&id=eq.`
const LIST = `?select=${COLUMNS}&created_at=lt.`
const EMBED = `?select=${COLUMNS},album:albums(id,title)&created_at=lt.`
const PAGE = '&order=created_at.desc&limit=20'
const SEARCH = `?select=${COLUMNS}&title=ilike.*`
const COUNT = '?select=*&album=eq.'

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\+00:00$/

const store = openStore(process.env.DATABASE ?? '')
const userOf = verifier(process.env.OFFSTAGE_JWT_SECRET ?? '')

const JSON_TYPE = { headers: { 'Content-Type': 'application/json; charset=utf-8' } }
const json = (body: string) => new Response(body, JSON_TYPE)
const refused = (status: number, message: string) => Response.json({ message }, { status })
const bad = (what: string) => refused(400, `${what} is not valid`)

async function read(search: string, user: string): Promise<Response> {
  if (search.startsWith(READ)) {
    const id = search.slice(READ.length)
    return UUID.test(id) ? json(await store.read(user, id)) : bad('id')
  }
  const list = search.startsWith(LIST) ? LIST : search.startsWith(EMBED) ? EMBED : null
  if (list !== null && search.endsWith(PAGE)) {
    const before = decodeURIComponent(search.slice(list.length, -PAGE.length))
    if (!MOMENT.test(before)) return bad('created_at')
    return json(await (list === LIST ? store.list(user, before) : store.listWithAlbums(user, before)))
  }
  if (search.startsWith(SEARCH) && search.endsWith(`*${PAGE}`)) {
    const word = decodeURIComponent(search.slice(SEARCH.length, -PAGE.length - 1))
    return json(await store.search(user, `%${word.replaceAll(/[%_\\]/g, '\\$&')}%`))
  }
  return refused(404, 'not found')
}

async function count(search: string, user: string): Promise<Response> {
  const album = search.slice(COUNT.length)
  if (!search.startsWith(COUNT) || !UUID.test(album)) return bad('album')
  const total = await store.count(user, album)
  const range = total === 0 ? '*/0' : `0-${Math.min(total, 1000) - 1}/${total}`
  return new Response(null, { status: total > 1000 ? 206 : 200, headers: { 'Content-Range': range } })
}

/** @returns null for what is no song */
function songOf(row: Record<string, unknown> | null): NewSong | null {
  if (typeof row !== 'object' || row === null) return null
  const { title, seconds, album, published = false } = row
  const sound =
    typeof title === 'string' &&
    Number.isInteger(seconds) &&
    typeof album === 'string' &&
    UUID.test(album) &&
    typeof published === 'boolean'
  return sound ? { title, seconds: seconds as number, album, published } : null
}

async function insert(request: Request, user: string): Promise<Response> {
  const body = (await request.json()) as Record<string, unknown> | Record<string, unknown>[]
  const songs = (Array.isArray(body) ? body : [body]).map(songOf)
  if (songs.includes(null)) return bad('body')
  await store.insert(user, songs as NewSong[])
  return new Response(null, { status: 201 })
}

const UPDATE = '?id=eq.'

async function update(request: Request, search: string, user: string): Promise<Response> {
  const id = search.slice(UPDATE.length)
  const { seconds } = (await request.json()) as { seconds?: unknown }
  if (!search.startsWith(UPDATE) || !UUID.test(id) || !Number.isInteger(seconds)) return bad('request')
  await store.update(user, id, seconds as number)
  return new Response(null, { status: 204 })
}

function answer(request: Request): Response | Promise<Response> {
  const user = userOf(request.headers.get('authorization'))
  if (user === null) return refused(401, 'sign in')
  const { url } = request
  const question = url.indexOf('?')
  const end = question < 0 ? url.length : question
  if (!url.startsWith(SONGS, end - SONGS.length)) return refused(404, 'not found')
  const search = url.slice(end)
  switch (request.method) {
    case 'GET':
      return read(search, user)
    case 'HEAD':
      return count(search, user)
    case 'POST':
      return insert(request, user)
    case 'PATCH':
      return update(request, search, user)
    default:
      return refused(405, 'not allowed')
  }
}

function refusal(error: Error & { errno?: unknown }): Response {
  if (error instanceof SyntaxError) return bad('body')
  if (error.errno === '23503') return refused(409, 'album is not there')
  return refused(500, 'something went wrong')
}

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT ?? 0),
  development: false,
  fetch: answer,
  error: refusal,
})

console.log(JSON.stringify({ url: `http://127.0.0.1:${server.port}` }))

process.on('SIGTERM', async () => {
  await store.close()
  process.exit(0)
})
