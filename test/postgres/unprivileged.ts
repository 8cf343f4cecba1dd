/** PostgreSQL's programs refuse to run as root: then they run as another user of the machine. */
import { chownSync } from 'node:fs'

interface User {
  readonly uid: number
  readonly gid: number
}

/** Debian's package makes `postgres`; every machine has `nobody`. */
const NAMES = ['postgres', 'nobody']

function userToBe(): User | null {
  if (process.getuid?.() !== 0) return null
  for (const name of NAMES) {
    const [uid, gid] = ['-u', '-g'].map((flag) => {
      const said = Bun.spawnSync(['id', flag, name], { stderr: 'ignore' })
      return said.success ? Number(said.stdout.toString()) : null
    })
    if (uid != null && gid != null) return { uid, gid }
  }
  return null
}

const user = userToBe()

/** Words before a command that make it run as that user. */
const before =
  user === null ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--']

export const unprivileged = (command: readonly string[]): string[] => [...before, ...command]

/** Gives a folder to that user. */
export function giveAway(folder: string): void {
  if (user !== null) chownSync(folder, user.uid, user.gid)
}

/** What the programs may know of our environment: nothing that points them elsewhere (`PGHOST`, …). */
export const ENVIRONMENT = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }

/** Runs a program to its end. @throws with what it said, when it fails */
export async function runUnprivileged(command: readonly string[], cwd: string): Promise<void> {
  const options = { cwd, env: ENVIRONMENT, stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' } as const
  const child = Bun.spawn(unprivileged(command), options)
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')}: ${said}`)
}
