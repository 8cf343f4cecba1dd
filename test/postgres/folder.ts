/** The temporary folder of a test's servers; it goes with the process, and so do the servers in it. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ENVIRONMENT, giveAway, unprivileged } from './unprivileged.ts'

/**
 * Waits until its input ends, which it does when the test process does, whatever ended it; then stops what
 * runs in the folder and removes it. What a terminal sends to end the tests must not end this.
 */
const KEEP = `
trap '' INT TERM HUP
read -r _
for file in "$0"/*.pid "$0"/*/postmaster.pid; do
  if [ -f "$file" ]; then kill -QUIT "$(head -n 1 "$file")"; fi
done
while [ -d "$0" ]; do rm -rf "$0" || sleep 0.1; done
`

export class ServerFolder {
  readonly path: string
  private readonly keeper: Bun.Subprocess<'pipe', 'ignore', 'ignore'>

  constructor() {
    // A short path: a socket's may have 107 bytes.
    this.path = mkdtempSync(join(tmpdir(), 'offstage-pg-'))
    giveAway(this.path)
    this.keeper = Bun.spawn(unprivileged(['sh', '-c', KEEP, this.path]), {
      cwd: '/',
      env: ENVIRONMENT,
      stdin: 'pipe',
      stdout: 'ignore',
      stderr: 'ignore',
    })
    this.keeper.unref()
  }

  /** Ends the servers and removes the folder now. */
  async remove(): Promise<void> {
    this.keeper.ref()
    await this.keeper.stdin.end()
    await this.keeper.exited
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = server
  server.stop(true)
  return port
}
