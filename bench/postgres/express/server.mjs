/**
 * Express and Prisma on Node, as their documentation has them: the rule is a `where`, the album an `include`,
 * and many rows a `createMany`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

// Named by variables: the packages are only there once the bench has installed them.
const [web, adapter, made] = ['express', '@prisma/adapter-pg', 'songs-of-prisma/index.js']
const { default: express } = await import(web)
const { PrismaPg } = await import(adapter)
const { PrismaClient } = await import(made)

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE }) })

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

const SHOWN = { id: true, title: true, seconds: true, published: true, created_at: true }
const ALBUM = { select: { id: true, title: true } }
/** @type {{ orderBy: { created_at: 'desc' }, take: number }} */
const NEWEST = { orderBy: { created_at: 'desc' }, take: 20 }

/** @param {string} user */
const visible = (user) => ({ OR: [{ published: true }, { owner_id: user }] })

/** @param {string} text */
const operand = (text) => text.slice(text.indexOf('.') + 1)

/**
 * @param {Record<string, string>} query
 * @param {string} user
 */
function songsAsked(query, user) {
  if (query.id !== undefined) {
    return prisma.songs.findMany({ select: SHOWN, where: { id: operand(query.id), ...visible(user) } })
  }
  if (query.title !== undefined) {
    /** @type {{ contains: string, mode: 'insensitive' }} */
    const title = { contains: operand(query.title).replaceAll('*', ''), mode: 'insensitive' }
    return prisma.songs.findMany({ select: SHOWN, where: { title, ...visible(user) }, ...NEWEST })
  }
  const select = query.select?.includes('albums') ? { ...SHOWN, album: ALBUM } : SHOWN
  const created_at = { lt: new Date(operand(query.created_at ?? '')) }
  return prisma.songs.findMany({ select, where: { created_at, ...visible(user) }, ...NEWEST })
}

const app = express()
app.disable('x-powered-by')
app.use(express.json({ limit: 10_485_760 }))

app.use((/** @type {any} */ request, /** @type {any} */ response, /** @type {any} */ next) => {
  request.user = userOf(request.headers.authorization)
  if (request.user === null) response.status(401).json({ message: 'sign in' })
  else next()
})

app.head('/rest/v1/songs', async (/** @type {any} */ { query, user }, /** @type {any} */ response) => {
  const n = await prisma.songs.count({ where: { album_id: operand(query.album), ...visible(user) } })
  response.set('Content-Range', n === 0 ? '*/0' : `0-${n - 1}/${n}`).end()
})

app.get('/rest/v1/songs', async (/** @type {any} */ { query, user }, /** @type {any} */ response) => {
  response.json(await songsAsked(query, user))
})

app.post('/rest/v1/songs', async (/** @type {any} */ { body, user }, /** @type {any} */ response) => {
  /** @param {any} song */
  const made = ({ title, seconds, album, published }) => {
    return { title, seconds, album_id: album, published, owner_id: user }
  }
  if (Array.isArray(body)) await prisma.songs.createMany({ data: body.map(made) })
  else await prisma.songs.create({ data: made(body), select: { id: true } })
  response.status(201).end()
})

app.patch('/rest/v1/songs', async (/** @type {any} */ { query, body, user }, /** @type {any} */ response) => {
  const where = { id: operand(query.id), owner_id: user }
  await prisma.songs.updateMany({ where, data: { seconds: body.seconds } })
  response.status(204).end()
})

app.listen(Number(process.env.PORT), '127.0.0.1')
