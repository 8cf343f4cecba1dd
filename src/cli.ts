/** The command line: `offstage <verb>`. The launcher in `bin/` lets Bun run this file. */
import { systemClock } from './base/clock.ts'
import { systemRandom } from './base/random.ts'
import { read, run, type Shell } from './verbs/index.ts'

const shell: Shell = {
  env: process.env,
  cwd: process.cwd(),
  out: console.log,
  err: console.error,
  clock: systemClock,
  random: systemRandom,
  packages: {
    offstage: () => import('./index.ts'),
    'offstage/testing': () => import('./testing.ts'),
  },
}
// A reader runs this file again, in a thread of its own.
const code = Bun.isMainThread ? await run(process.argv.slice(2), shell) : await read(shell)
// What an app left running, a timer or a connection, must not keep a finished command alive.
process.exit(code)
