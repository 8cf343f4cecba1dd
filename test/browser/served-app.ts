/** An app served by a process of its own, as `npm start` does it: on a free port, with data of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ServedApp {
  readonly url: string
  stop(): Promise<void>
}

const ROOT = join(import.meta.dir, '../..')

/** @param file `app.ts`, relative to the root of the repository */
export async function serveApp(file: string): Promise<ServedApp> {
  const data = mkdtempSync(join(tmpdir(), 'offstage-browser-'))
  const child = Bun.spawn([process.execPath, 'bin/offstage.mjs', 'start', file, '--personas', '--json'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', OFFSTAGE_DATA: data },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const said = new Response(child.stderr).text()
  const stop = async () => {
    child.kill()
    await child.exited
    rmSync(data, { recursive: true, force: true })
  }
  const url = await urlOf(child.stdout)
  if (url === null) {
    await stop()
    throw new Error(`${file} did not start:\n${await said}`)
  }
  return { url, stop }
}

/** Reads lines until one is JSON that holds a `url`; null when there is none. */
async function urlOf(output: ReadableStream<Uint8Array>): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true })
    for (const line of text.split('\n').slice(0, -1)) {
      const url = /^\{.*"url":"([^"]+)"/.exec(line)?.[1]
      if (url) return url
    }
  }
  return null
}
