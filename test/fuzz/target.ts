/** The server under fire: `offstage start` in a process of its own, on a database that is thrown away. */
import { Database } from 'bun:sqlite'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadKeys, mintToken } from '../../src/auth/index.ts'
import { systemClock } from '../../src/base/clock.ts'
import { uuidFromName } from '../../src/base/ids.ts'
import { systemRandom } from '../../src/base/random.ts'
import { fill } from './rows.ts'

const root = join(import.meta.dir, '../..')

/** The same in every run, so that a request that is printed can be sent to another server. */
const KEYS = {
  OFFSTAGE_PUBLISHABLE_KEY: 'sb_publishable_fuzzfuzzfuzzfuzzfuzzfuzz',
  OFFSTAGE_SECRET_KEY: 'sb_secret_fuzzfuzzfuzzfuzzfuzzfuzzfuzz',
  OFFSTAGE_JWT_SECRET: 'only for requests that nobody should answer',
}

/** What a request says about who is asking. */
export interface Credentials {
  readonly publishable: string
  readonly secret: string
  /** Tokens by name; ben has the role `clerk`. */
  readonly tokens: Readonly<Record<'ana' | 'ben', string>>
}

export interface Target {
  readonly url: string
  readonly port: number
  readonly credentials: Credentials
  /** Whether the process still runs. */
  alive(): boolean
  /** Memory that the process holds, in MiB; 0 where the machine does not tell. */
  memoryMiB(): number
  /** What the process wrote about its own mistakes since the start. */
  complaints(): string
  /** Stops it and says what is wrong with the database that it leaves. */
  stop(): Promise<string[]>
}

export async function startTarget(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-fuzz-'))
  const env = {
    ...process.env,
    ...KEYS,
    PORT: '0',
    OFFSTAGE_DATA: folder,
    DATABASE_URL: '',
    OFFSTAGE_HOST: '',
  }
  const args = ['--no-install', join(root, 'src/cli.ts'), 'start', join(import.meta.dir, 'app.ts'), '--json']
  const child = Bun.spawn([process.execPath, ...args], { env, cwd: root, stdout: 'pipe', stderr: 'pipe' })
  let said = ''
  const listening = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stderr) said += decoder.decode(chunk, { stream: true })
  })()
  const { url } = await firstLine(child.stdout, () => said)
  const credentials = await credentialsOf(folder)
  await fill(url, credentials.secret)
  return {
    url,
    port: Number(new URL(url).port),
    credentials,
    alive: () => child.exitCode === null && child.signalCode === null,
    memoryMiB: () => memoryOf(child.pid),
    complaints: () => said,
    async stop() {
      child.kill('SIGTERM')
      await child.exited
      await listening
      const wrong = wrongWith(join(folder, 'app.sqlite'))
      rmSync(folder, { recursive: true, force: true })
      return wrong
    },
  }
}

async function firstLine(stream: ReadableStream<Uint8Array>, said: () => string): Promise<{ url: string }> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes('\n')) return JSON.parse(text.slice(0, text.indexOf('\n'))) as { url: string }
  }
  throw new Error(`the server did not start: ${said()}`)
}

async function credentialsOf(folder: string): Promise<Credentials> {
  const keys = await loadKeys(KEYS, folder, systemRandom)
  const token = async (name: string, ...roles: string[]) => {
    const persona = { id: uuidFromName(name), roles, expiresInSeconds: 86_400 }
    return await mintToken(keys, persona, systemClock, systemRandom)
  }
  const tokens = { ana: await token('ana'), ben: await token('ben', 'clerk') }
  return { publishable: keys.publishable, secret: keys.secret, tokens }
}

function memoryOf(pid: number): number {
  try {
    const [, kib = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kib) / 1024)
  } catch {
    return 0
  }
}

function wrongWith(file: string): string[] {
  const db = new Database(file, { readwrite: true })
  try {
    const integrity = db.query('pragma integrity_check').values().flat().map(String)
    const keys = db.query('pragma foreign_key_check').values()
    return [
      ...integrity.filter((line) => line !== 'ok'),
      ...keys.map((row) => `foreign key: ${row.join(' ')}`),
    ]
  } finally {
    db.close()
  }
}
