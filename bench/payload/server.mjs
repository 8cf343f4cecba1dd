/**
 * Payload's REST API on its SQLite adapter, without its admin pages: the lightest way in which it can be
 * served.
 */
import { createServer } from 'node:http'

// Named by variables: the packages are only there once the bench has installed them.
const [core, adapter] = ['payload', '@payloadcms/db-sqlite']
const { buildConfig, getPayload, handleEndpoints } = await import(core)
const { sqliteAdapter } = await import(adapter)

const makesSchema = process.argv[2] === 'schema'

/** @param {{ req: { user: { id: string } | null } }} asked */
const visible = ({ req: { user } }) =>
  user === null ? false : { or: [{ published: { equals: true } }, { owner: { equals: user.id } }] }

/** @param {{ req: { user: { id: string } | null } }} asked */
const own = ({ req: { user } }) => user !== null && { owner: { equals: user.id } }

/** @param {{ req: { user: { id: string } | null }, data?: { owner?: string } }} asked */
const forOneself = ({ req: { user }, data }) => user !== null && data?.owner === user.id

const config = await buildConfig({
  secret: process.env.OFFSTAGE_JWT_SECRET,
  telemetry: false,
  db: sqliteAdapter({
    client: { url: `file:${process.env.DATABASE}` },
    idType: 'uuid',
    push: makesSchema,
    busyTimeout: 5000,
    wal: { synchronous: 'FULL' },
  }),
  collections: [
    { slug: 'users', auth: { useSessions: false }, fields: [] },
    {
      slug: 'albums',
      access: { read: () => true },
      fields: [{ name: 'title', type: 'text', required: true }],
    },
    {
      slug: 'songs',
      access: { read: visible, create: forOneself, update: own },
      timestamps: false,
      fields: [
        { name: 'title', type: 'text', required: true },
        { name: 'seconds', type: 'number', required: true },
        { name: 'album', type: 'relationship', relationTo: 'albums', required: true, index: true },
        { name: 'published', type: 'checkbox', defaultValue: false },
        { name: 'owner', type: 'relationship', relationTo: 'users', required: true, index: true },
        {
          name: 'created_at',
          type: 'date',
          index: true,
          defaultValue: () => new Date().toISOString(),
        },
      ],
    },
  ],
})

await getPayload({ config })
if (makesSchema) process.exit(0)

createServer(async (asked, answer) => {
  const chunks = []
  for await (const chunk of asked) chunks.push(chunk)
  const request = new Request(`http://127.0.0.1${asked.url}`, {
    method: asked.method ?? 'GET',
    headers: /** @type {Record<string, string>} */ (asked.headers),
    body: chunks.length === 0 ? null : Buffer.concat(chunks),
  })
  const response = await handleEndpoints({ config, request })
  const body = Buffer.from(await response.arrayBuffer())
  answer.writeHead(response.status, {
    'Content-Type': response.headers.get('content-type') ?? 'application/json',
    'Content-Length': body.length,
  })
  answer.end(body)
}).listen(Number(process.env.PORT), '127.0.0.1')
