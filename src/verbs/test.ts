/** `offstage test`: the tests of a project, by the Bun that runs Offstage. */
import type { Shell } from './shell.ts'
import { toldToStop } from './signals.ts'
import type { Given } from './verb.ts'

/** The exit code is that of `bun test`. */
export async function test(given: Given, shell: Shell): Promise<number> {
  const child = Bun.spawn([process.execPath, '--no-install', 'test', ...given.words], {
    cwd: shell.cwd,
    stdio: ['inherit', 'inherit', 'inherit'],
  })
  void toldToStop().then(() => child.kill('SIGTERM'))
  return await child.exited
}
