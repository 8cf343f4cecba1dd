/** What `--help` prints. */
import { VARIABLES } from './environment.ts'
import { usageOf } from './options.ts'
import { version } from './package.ts'
import type { Verb } from './verb.ts'

const COLUMNS = 100

/** Help of the whole program. */
export function helpOfAll(verbs: readonly Verb[]): string {
  return [
    `Offstage ${version}: the whole backend of an application in one TypeScript file.`,
    '',
    'Usage: offstage <verb> [options]',
    '',
    'Verbs',
    ...table(verbs.map((verb) => [`${verb.name} ${verb.words}`.trim(), verb.about])),
    '',
    'Environment',
    ...table(VARIABLES.map(({ name, fallback, about }) => [name, `${about} Without it: ${fallback}.`])),
    '',
    'Exit codes',
    ...table([
      ['0', 'Done; for dev and start: stopped by a signal, after every open request had ended.'],
      ['1', 'Failed: a mistake in app.ts, in its seed or site, or in Offstage.'],
      ['2', 'The command line, its environment or the database asks for another command.'],
    ]),
    '',
    'offstage <verb> --help says more. So does docs/cli.md.',
  ].join('\n')
}

/** Help of one verb. */
export function helpOf(verb: Verb): string {
  const options = Object.entries(verb.options).map(([name, { value, many, about }]): [string, string] => [
    `--${name}${value === null ? '' : ` ${value}`}`,
    many ? `${about} May be repeated.` : about,
  ])
  return [
    usageOf(verb),
    '',
    ...wrap(verb.about, COLUMNS),
    ...(verb.more === '' ? [] : ['', ...verb.more.split('\n').flatMap((line) => wrap(line, COLUMNS))]),
    ...(options.length === 0 ? [] : ['', 'Options', ...table(options)]),
  ].join('\n')
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.flatMap(([left, right]) =>
    wrap(right, COLUMNS - 2 - width).map(
      (line, index) => `  ${(index === 0 ? left : '').padEnd(width)}${line}`,
    ),
  )
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
