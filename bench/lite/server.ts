/** `@supabase/lite`, embedded as its documentation says, with row level security and a user's token. */
import { JWT_SECRET } from '../tokens.ts'

// Named by variables: the packages are only there once the bench has installed them.
const [name, driver] = ['@supabase/lite', '@supabase/lite/sqlite']
const { App, getAuthSchemaSql } = await import(name)
const { createConnection } = await import(driver)

const connection = await createConnection({ url: `file:${process.env.DATABASE}` })
const app = new App({ connection, auth: { enabled: true, jwt_secret: JWT_SECRET } })
const schema = await Bun.file(new URL('./schema.sql', import.meta.url)).text()
await app.connection.createMigrator(`${getAuthSchemaSql()}\n${schema}`).migrate()

if (process.argv[2] === 'schema') process.exit(0)

const server: Bun.Server<undefined> = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  development: false,
  fetch: (request) => app.fetch(request, { peerAddress: server.requestIP(request)?.address ?? null }),
})
