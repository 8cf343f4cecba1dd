/** Connections that are encrypted, and servers that must prove who they are, by `sslmode`. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQL } from 'bun'
import { noServerOfOurOwn } from '../../../test/postgres/binaries.ts'
import { sharedPostgres } from '../../../test/postgres/server.ts'
import { giveAway } from '../../../test/postgres/unprivileged.ts'
import { newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { UsageError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import { app, integer, table } from '../../model/index.ts'
import { type House, reachHouse } from '../../server.ts'

const openssl = Bun.which('openssl')
const reason = noServerOfOurOwn ?? (openssl === null ? 'install openssl, which makes a certificate' : null)
const { model } = app({ tables: { seats: table({ id: integer() }).primaryKey('id').access({ read: true }) } })
const folder = mkdtempSync(join(tmpdir(), 'offstage-tls-'))
const certificate = join(folder, 'server.crt')
const keys = await newKeys(seededRandom(1))
const running: House[] = []
let database: string

afterEach(async () => {
  for (const house of running.splice(0)) await house.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A certificate for the name `localhost`, signed by itself. */
function makeCertificate(): void {
  const key = join(folder, 'server.key')
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const says = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = Bun.spawnSync([openssl ?? '', ...words, ...says, '-keyout', key, '-out', certificate])
  if (!made.success) throw new Error(made.stderr.toString())
  chmodSync(folder, 0o755)
  chmodSync(key, 0o600)
  giveAway(key)
}

async function askOwner<Row>(...statements: string[]): Promise<Row[]> {
  const url = new URL(database)
  url.username = 'postgres'
  const sql = new SQL(url.href, { max: 1 })
  let rows: Row[] = []
  for (const statement of statements) rows = [...(await sql.unsafe(statement))]
  await sql.close()
  return rows
}

/** Opens the database by this name of its server, and says which of our connections are encrypted. */
async function encrypted(host: string, parameters: string): Promise<boolean[]> {
  const url = new URL(database)
  url.hostname = host
  const [clock, random] = [fixedClock(0), seededRandom(1)]
  const report = (error: unknown) => console.error(error)
  const opened = {
    model,
    database: url.href + parameters.replace('CA', certificate),
    keys,
    clock,
    random,
    report,
  }
  const house = await reachHouse(opened)
  running.push(house)
  expect((await house.fetch(new Request('http://tls.test/rest/v1/seats'))).status).toBe(200)
  const rows = await askOwner<{ ssl: boolean }>(
    `select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)
     where application_name = 'offstage' and datname = current_database()`,
  )
  return rows.map(({ ssl }) => ssl)
}

describe.skipIf(reason !== null)(`TLS${reason === null ? '' : ` (left out: ${reason})`}`, () => {
  beforeAll(async () => {
    const server = await sharedPostgres()
    database = await server.freshDatabase()
    makeCertificate()
    await askOwner(
      `alter system set ssl_cert_file = '${certificate}'`,
      `alter system set ssl_key_file = '${join(folder, 'server.key')}'`,
      `alter system set ssl = on`,
      'select pg_reload_conf()',
    )
    while ((await askOwner<{ ssl: string }>('show ssl'))[0]?.ssl !== 'on') await Bun.sleep(5)
  }, 60_000)

  afterAll(async () => {
    if (reason === null) await askOwner('alter system reset ssl', 'select pg_reload_conf()')
  })

  test.each([
    ['127.0.0.1', '', false],
    ['127.0.0.1', '?sslmode=disable', false],
    ['127.0.0.1', '?sslmode=require', true],
    ['127.0.0.1', '?sslmode=verify-ca&sslrootcert=CA', true],
    ['localhost', '?sslmode=verify-full&sslrootcert=CA', true],
  ])('%s%s: encrypted %p', async (host, parameters, isEncrypted) => {
    expect(await encrypted(host, parameters)).toEqual([isEncrypted])
  })

  test.each([
    ['localhost', '?sslmode=verify-full', 'shows a certificate that is not trusted'],
    ['localhost', '?sslmode=verify-ca', 'shows a certificate that is not trusted'],
    ['127.0.0.1', '?sslmode=verify-full&sslrootcert=CA', 'shows a certificate that is not trusted'],
    [
      'localhost',
      '?sslmode=verify-full&sslrootcert=/nowhere.crt',
      'there is no file sslrootcert=/nowhere.crt',
    ],
    ['localhost', '?sslmode=sure', 'there is no sslmode=sure'],
  ])('%s%s is refused', async (host, parameters, why) => {
    const refused = await encrypted(host, parameters).catch((error) => error)
    expect(refused).toBeInstanceOf(UsageError)
    expect((refused as UsageError).message).toContain(why)
  })
})
