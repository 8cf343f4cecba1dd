/** The words after a verb, read by its table of options. */
import { parseArgs } from 'node:util'
import { UsageError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Given, Verb } from './verb.ts'

/** Every verb has it. */
export const HELP = 'help'

/** @throws UsageError for what the verb does not know */
export function readOptions(verb: Verb, args: readonly string[]): Given {
  // Its arguments are another program's, but a question for help alone is meant for us.
  if (verb.wordsMax === null) return given(args, new Map(args[0] === `--${HELP}` ? [[HELP, []]] : []))
  const known: Verb['options'] = { ...verb.options, [HELP]: { value: null, about: '' } }
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value }]) => [
        name,
        { type: value === null ? 'boolean' : 'string', ...(name === HELP ? { short: 'h' } : {}) },
      ]),
    ),
  })
  const words: string[] = []
  const options = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const option = known[token.name]
    if (option === undefined) throw unknownOption(verb, token.rawName, Object.keys(known))
    const value = checkValue(verb, token, option)
    const before = options.get(token.name) ?? []
    if (before.length > 0 && option.value !== null && !option.many)
      throw new UsageError(`--${token.name} is given twice.`, `Give it once. ${seeHelp(verb)}`)
    options.set(token.name, [...before, value])
  }
  const extra = words[verb.wordsMax]
  if (extra !== undefined && !options.has(HELP))
    throw new UsageError(`${verb.name} does not know what to do with "${extra}".`, usageOf(verb))
  return given(words, options)
}

function given(words: readonly string[], options: ReadonlyMap<string, readonly string[]>): Given {
  return {
    words,
    has: (option) => options.has(option),
    text: (option) => options.get(option)?.[0] ?? null,
    texts: (option) => options.get(option) ?? [],
  }
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function checkValue(verb: Verb, token: OptionToken, option: Verb['options'][string]): string {
  const { rawName, value } = token
  if (option.value === null) {
    if (value === undefined) return ''
    throw new UsageError(`${rawName} takes no value.`, `Write ${rawName} alone. ${seeHelp(verb)}`)
  }
  // Without this, `--as --role editor` would be a person called "--role".
  const swallowed = value?.startsWith('-') === true && token.inlineValue !== true
  if (value !== undefined && value !== '' && !swallowed) return value
  throw new UsageError(
    `${rawName} needs a value.`,
    `Write ${rawName} ${option.value}, or ${rawName}=… for a value that starts with a dash.`,
  )
}

function unknownOption(verb: Verb, rawName: string, known: readonly string[]): UsageError {
  const near = nearest(rawName.replace(/^-+/, ''), known)
  const hint = near === null ? seeHelp(verb) : `Did you mean --${near}?`
  return new UsageError(`${verb.name} has no option ${rawName}.`, hint)
}

function seeHelp(verb: Verb): string {
  return `See \`offstage ${verb.name} --help\`.`
}

/** `offstage token --as … [app.ts]`, in one line. */
export function usageOf({ name, words, options }: Verb): string {
  const some = Object.keys(options).length > 0 ? ' [options]' : ''
  return `Usage: offstage ${name}${some}${words === '' ? '' : ` ${words}`}`
}
