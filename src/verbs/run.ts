/** From the words of the command line to an exit code. */
import { UsageError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { VERBS } from './catalogue.ts'
import { HELP, readOptions } from './options.ts'
import type { Shell } from './shell.ts'
import { EXIT, type Verb } from './verb.ts'

/**
 * Runs the verb that the words name, and says what went wrong.
 * @param args without the program's own name
 * @returns the exit code: 0 done, 1 failed, 2 asked wrongly
 */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  try {
    const [word, ...rest] = args
    if (word === undefined) {
      shell.err((await import('./help.ts')).helpOfAll(VERBS))
      return EXIT.usage
    }
    if (word === `--${HELP}` || word === '-h' || word === HELP) return await help(rest[0], shell)
    if (word === '--version' || word === '-v') return await version(shell)
    const verb = verbOf(word)
    const given = readOptions(verb, rest)
    if (given.has(HELP)) return await help(word, shell)
    return await verb.run(given, shell)
  } catch (error) {
    return await complain(error, shell)
  }
}

function verbOf(word: string): Verb {
  const found = VERBS.find(({ name }) => name === word)
  if (found !== undefined) return found
  const names = VERBS.map(({ name }) => name)
  const near = nearest(word, names)
  throw new UsageError(
    word.startsWith('-') ? `Offstage has no option ${word}.` : `Offstage has no verb "${word}".`,
    near === null ? `There are ${names.join(', ')}. See \`offstage --help\`.` : `Did you mean ${near}?`,
  )
}

async function help(word: string | undefined, shell: Shell): Promise<number> {
  const { helpOf, helpOfAll } = await import('./help.ts')
  shell.out(word === undefined ? helpOfAll(VERBS) : helpOf(verbOf(word)))
  return EXIT.ok
}

async function version(shell: Shell): Promise<number> {
  shell.out((await import('./package.ts')).version)
  return EXIT.ok
}

async function complain(error: unknown, shell: Shell): Promise<number> {
  if (error instanceof UsageError) {
    shell.err(`${error.message}\n  ${error.hint}`)
    return EXIT.usage
  }
  const { complaintOf } = await import('./complaint.ts')
  shell.err(await complaintOf(error, shell.cwd))
  return EXIT.failed
}
