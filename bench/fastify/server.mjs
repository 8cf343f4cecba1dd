/**
 * Fastify and better-sqlite3 on Node, as their documentation has them; commits one by one, as most are
 * written.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

// Named by variables: the packages are only there once the bench has installed them.
const [web, sqlite] = ['fastify', 'better-sqlite3']
const { default: fastify } = await import(web)
const { default: Database } = await import(sqlite)

const db = new Database(process.env.DATABASE)
db.pragma('journal_mode = wal')
db.pragma('synchronous = full')
db.pragma('foreign_keys = on')
db.pragma('cache_size = -16000')

const COLUMNS = 's.id, s.title, s.seconds, s.published, s.created_at'
const VISIBLE = '(s.published = 1 or s.owner = @user)'
const read = db.prepare(`select ${COLUMNS} from songs s where s.id = @value and ${VISIBLE}`)
const newest = 'order by s.created_at desc limit 20'
const list = db.prepare(`select ${COLUMNS} from songs s where s.created_at < @value and ${VISIBLE} ${newest}`)
const embed = db.prepare(`select ${COLUMNS}, a.id as album_id, a.title as album_title
  from songs s left join albums a on a.id = s.album where s.created_at < @value and ${VISIBLE} ${newest}`)
const search = db.prepare(`select ${COLUMNS} from songs s where s.title like @value and ${VISIBLE} ${newest}`)
const count = db.prepare(`select count(*) as n from songs s where s.album = @value and ${VISIBLE}`)
const insert = db.prepare(`insert into songs (id, title, seconds, album, published, owner, created_at)
  values (@id, @title, @seconds, @album, @published, @owner, @created_at)`)
const update = db.prepare('update songs set seconds = @seconds where id = @id and owner = @user')

/** @type {Map<string, { user: string, expires: number }>} */
const known = new Map()

/** @param {string | undefined} authorization */
function userOf(authorization = '') {
  const found = known.get(authorization) ?? verify(authorization)
  if (found === null || found.expires < Date.now()) return null
  if (known.size >= 10_000) known.clear()
  known.set(authorization, found)
  return found.user
}

/** @param {string} authorization */
function verify(authorization) {
  const [header = '', claims = '', signature = ''] = authorization.replace('Bearer ', '').split('.')
  const right = createHmac('sha256', process.env.OFFSTAGE_JWT_SECRET ?? '').update(`${header}.${claims}`)
  const [given, wanted] = [Buffer.from(signature, 'base64url'), right.digest()]
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
  const { sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  return { user: String(sub), expires: Number(exp) * 1000 }
}

/** @param {{ published: number | boolean }} row */
const shown = (row) => ({ ...row, published: row.published === 1 })

/** @param {any} row */
function withAlbum({ album_id, album_title, ...row }) {
  return { ...shown(row), album: album_id === null ? null : { id: album_id, title: album_title } }
}

const SONG = {
  type: 'object',
  required: ['title', 'seconds', 'album'],
  properties: {
    title: { type: 'string' },
    seconds: { type: 'integer' },
    album: { type: 'string', pattern: '^[0-9a-f-]{36}$' },
    published: { type: 'boolean' },
  },
}

const server = fastify({ logger: false, bodyLimit: 10_485_760 })

server.decorateRequest('user', '')
server.addHook('onRequest', async (/** @type {any} */ request, /** @type {any} */ reply) => {
  request.user = userOf(request.headers.authorization)
  if (request.user === null) await reply.code(401).send({ message: 'sign in' })
})

/** @param {string} text */
const operand = (text) => text.slice(text.indexOf('.') + 1)

server.get('/rest/v1/songs', { exposeHeadRoute: false }, async (/** @type {any} */ { query, user }) => {
  if (query.id !== undefined) return read.all({ user, value: operand(query.id) }).map(shown)
  if (query.title !== undefined)
    return search.all({ user, value: operand(query.title).replaceAll('*', '%') }).map(shown)
  const value = operand(query.created_at)
  if (query.select.includes('albums')) return embed.all({ user, value }).map(withAlbum)
  return list.all({ user, value }).map(shown)
})

server.head('/rest/v1/songs', async (/** @type {any} */ { query, user }, /** @type {any} */ reply) => {
  const { n } = count.get({ user, value: operand(query.album) })
  return reply.header('Content-Range', n === 0 ? '*/0' : `0-${n - 1}/${n}`).send()
})

const insertAll = db.transaction((/** @type {any[]} */ songs, /** @type {string} */ owner) => {
  const created_at = new Date().toISOString().replace('Z', '+00:00')
  for (const song of songs)
    insert.run({ ...song, published: song.published ? 1 : 0, id: crypto.randomUUID(), owner, created_at })
})

server.post(
  '/rest/v1/songs',
  { schema: { body: { anyOf: [SONG, { type: 'array', items: SONG }] } } },
  async (/** @type {any} */ { body, user }, /** @type {any} */ reply) => {
    insertAll(Array.isArray(body) ? body : [body], user)
    return reply.code(201).send()
  },
)

server.patch('/rest/v1/songs', async (/** @type {any} */ { body, query, user }, /** @type {any} */ reply) => {
  update.run({ user, id: operand(query.id), seconds: body.seconds })
  return reply.code(204).send()
})

await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
