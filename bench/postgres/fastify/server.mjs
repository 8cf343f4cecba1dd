/**
 * Fastify and `pg` on Node, as their documentation has them: a pool of ten connections, rows parsed by the
 * driver and written as JSON by the server; statements are named, so that PostgreSQL prepares them once.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

// Named by variables: the packages are only there once the bench has installed them.
const [web, driver] = ['fastify', 'pg']
const { default: fastify } = await import(web)
const { default: pg } = await import(driver)

const pool = new pg.Pool({ connectionString: process.env.DATABASE })

const COLUMNS = 's.id, s.title, s.seconds, s.published, s.created_at'
const VISIBLE = '(s.published or s.owner = $1)'
const newest = 'order by s.created_at desc limit 20'
const texts = {
  read: `select ${COLUMNS} from songs s where s.id = $2 and ${VISIBLE}`,
  list: `select ${COLUMNS} from songs s where s.created_at < $2 and ${VISIBLE} ${newest}`,
  embed: `select ${COLUMNS}, a.id as album_id, a.title as album_title
    from songs s left join albums a on a.id = s.album where s.created_at < $2 and ${VISIBLE} ${newest}`,
  search: `select ${COLUMNS} from songs s where s.title ilike $2 and ${VISIBLE} ${newest}`,
  count: `select count(*)::int as n from songs s where s.album = $2 and ${VISIBLE}`,
  insert: `insert into songs (id, title, seconds, album, published, owner, created_at)
    select gen_random_uuid(), n.title, n.seconds, n.album, coalesce(n.published, false), $1, now()
    from unnest($2::text[], $3::int[], $4::uuid[], $5::boolean[]) as n (title, seconds, album, published)`,
  update: 'update songs set seconds = $3 where id = $2 and owner = $1',
}

/**
 * @param {keyof typeof texts} name
 * @param {unknown[]} values
 */
async function run(name, ...values) {
  const { rows } = await pool.query({ name, text: texts[name], values })
  return rows
}

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

/** @param {any} row */
function withAlbum({ album_id, album_title, ...row }) {
  return { ...row, album: album_id === null ? null : { id: album_id, title: album_title } }
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
  if (query.id !== undefined) return await run('read', user, operand(query.id))
  if (query.title !== undefined) return await run('search', user, operand(query.title).replaceAll('*', '%'))
  const before = operand(query.created_at)
  if (query.select.includes('albums')) return (await run('embed', user, before)).map(withAlbum)
  return await run('list', user, before)
})

server.head('/rest/v1/songs', async (/** @type {any} */ { query, user }, /** @type {any} */ reply) => {
  const [{ n }] = await run('count', user, operand(query.album))
  return reply.header('Content-Range', n === 0 ? '*/0' : `0-${n - 1}/${n}`).send()
})

server.post(
  '/rest/v1/songs',
  { schema: { body: { anyOf: [SONG, { type: 'array', items: SONG }] } } },
  async (/** @type {any} */ { body, user }, /** @type {any} */ reply) => {
    const songs = Array.isArray(body) ? body : [body]
    /** @param {string} name */
    const all = (name) => songs.map((song) => song[name])
    await run('insert', user, all('title'), all('seconds'), all('album'), all('published'))
    return reply.code(201).send()
  },
)

server.patch('/rest/v1/songs', async (/** @type {any} */ { body, query, user }, /** @type {any} */ reply) => {
  await run('update', user, operand(query.id), body.seconds)
  return reply.code(204).send()
})

await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
