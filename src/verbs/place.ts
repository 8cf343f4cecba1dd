/** Where in a source file something is wrong, and how that is shown. */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

export interface Place {
  /** Absolute. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

/** `app.ts:5:3`, seen from a folder. */
export function nameOf({ file, line, column }: Place, cwd: string): string {
  const near = relative(cwd, file)
  return `${near === '' || near.startsWith('..') ? file : near}:${line}:${column}`
}

/** The line of the source, with a caret under the column. */
export function frameOf({ file, line, column }: Place): string[] {
  const source = readSource(file).split('\n')[line - 1]
  if (source === undefined) return []
  const number = String(line)
  const before = source.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')
  return [`  ${number} | ${source}`, `  ${' '.repeat(number.length)} | ${before}^`]
}

function readSource(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** A string, or a comment: a name inside either declares nothing. */
const HIDDEN = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g

/**
 * Where a ModelError's place (`songs`, `songs.title`, `songs.access.read`, `app`) is written, looked for in
 * the text of the files; null when it is written in another way than tables usually are.
 */
export function placeOf(place: string, files: readonly string[]): Place | null {
  const [table = '', ...parts] = place.split('.')
  if (table === '') return null
  for (const file of files) {
    const code = readSource(file).replaceAll(HIDDEN, (text) => text.replaceAll(/[^\n]/g, ' '))
    const at = table === 'app' ? find(code, /\bapp\s*\(/, 0) : declarationOf(code, table)
    if (at === null) continue
    const end = at + (code.slice(at).search(/\n(?:export|const|let|function|import)\b/) + 1 || code.length)
    const body = code.slice(0, end)
    const found = parts.reduce(
      (from, part) => find(body, new RegExp(`(?:${names(part).map(word).join('|')})\\s*[:(]`), from) ?? from,
      at,
    )
    const lines = code.slice(0, found).split('\n')
    return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
  }
  return null
}

/** How a part of a place may be written: `write` stands for three operations. */
const names = (part: string) => (/^(?:create|update|delete)$/.test(part) ? [part, 'write'] : [part])

/** A name as a pattern: one that is wrong may hold any sign. */
const word = (name: string) => `\\b${name.replaceAll(/\W/g, '\\$&')}`

/** Where `songs = table(` is; with `tables: { tracks: songs }`, `tracks` leads there too. */
function declarationOf(code: string, table: string): number | null {
  const declared = find(code, new RegExp(`${word(table)}\\s*[:=]\\s*table\\s*\\(`), 0)
  if (declared !== null) return declared
  const alias = new RegExp(`${word(table)}\\s*:\\s*(\\w+)\\s*[,}\\n]`).exec(code)
  return (
    find(code, new RegExp(`${word(alias?.[1] ?? table)}\\s*=\\s*table\\s*\\(`), 0) ?? alias?.index ?? null
  )
}

function find(code: string, pattern: RegExp, from: number): number | null {
  const at = code.slice(from).search(pattern)
  return at === -1 ? null : from + at
}
