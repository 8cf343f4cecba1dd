/** Source files as the house rules read them: text, the code alone, and what is imported. */
import { posix } from 'node:path'

export interface Source {
  /** From the root of the repository, with slashes: `src/base/clock.ts`. */
  readonly path: string
  readonly text: string
  /** The text at the same positions, with blanks for comments and `·` for what strings and patterns say. */
  readonly code: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** Path of the file that is meant, or null when it is a package. */
  readonly target: string | null
  /** Place in the text. */
  readonly at: number
}

export type House = ReadonlyMap<string, Source>

/** A house rule: what is wrong, one line each, as `path:line: what`. */
export type Rule = (house: House) => readonly string[]

/** Reads files given as `{ path: text }`. */
export function houseOf(files: Readonly<Record<string, string>>): House {
  const sources = Object.entries(files).map(([path, text]) => {
    const code = codeOf(text)
    return { path, text, code, imports: importsOf(path, text, code) }
  })
  return new Map(sources.map((source) => [source.path, source]))
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

/** A complaint about the place `at` of a file. */
export function complaint(source: Source, at: number, what: string): string {
  return `${source.path}:${source.text.slice(0, at).split('\n').length}: ${what}`
}

/** A complaint for each place where the code matches a pattern with the flag `g`. */
export function complaints(source: Source, pattern: RegExp, what: (found: string) => string): string[] {
  return [...source.code.matchAll(pattern)].map((match) => complaint(source, match.index, what(match[0])))
}

const IMPORT = /\b(?:from|import|import\s*\(|new\s+URL\s*\()\s*(['"])/g

function importsOf(path: string, text: string, code: string): Import[] {
  return [...code.matchAll(IMPORT)].map((match) => {
    const start = match.index + match[0].length
    const specifier = text.slice(start, code.indexOf(match[1] ?? '', start))
    return { target: resolve(path, specifier), at: match.index }
  })
}

/** The package's own name leads back into the house, as `paths` in tsconfig.json says. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  offstage: 'src/index.ts',
  'offstage/testing': 'src/testing.ts',
}

function resolve(path: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier)
  return OWN_NAMES[specifier] ?? null
}

const SPACE = /\s+/y
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const STRING = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y
const PATTERN = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/y
const WORD = /[\w$]+/y

/** After one of these a slash begins a pattern; after anything else it divides (or closes a JSX tag). */
const BEFORE_PATTERN = /(?:^|[(,=:[!&|?{};+\-*%>~^]|\b(?:return|typeof|case|of|in|await|yield))$/

function codeOf(text: string): string {
  let code = ''
  let before = ''
  // Depth of braces inside each open `${`, the innermost last.
  const holes: number[] = []
  const read = (pattern: RegExp): string | null => {
    pattern.lastIndex = code.length
    return pattern.exec(text)?.[0] ?? null
  }
  const template = (): void => {
    const found = read(TEMPLATE) ?? ''
    const end = found.endsWith('${') ? 2 : 1
    code += hidden(found.slice(0, -end), '·') + found.slice(-end)
    if (end === 2) holes.push(0)
    before = end === 2 ? '{' : '`'
  }
  while (code.length < text.length) {
    const skipped = read(SPACE) ?? hidden(read(COMMENT) ?? '', ' ')
    if (skipped !== '') {
      code += skipped
      continue
    }
    const string = read(STRING) ?? (BEFORE_PATTERN.test(before) ? read(PATTERN) : null)
    if (string !== null) {
      code += string.charAt(0) + hidden(string.slice(1, -1), '·') + string.slice(-1)
      before = '"'
      continue
    }
    before = read(WORD) ?? text.charAt(code.length)
    code += before
    const depth = holes.at(-1)
    if (before === '`') template()
    else if (before === '{' && depth !== undefined) holes[holes.length - 1] = depth + 1
    else if (before === '}' && depth === 0) {
      holes.pop()
      template()
    } else if (before === '}' && depth !== undefined) holes[holes.length - 1] = depth - 1
  }
  return code
}

/** So many marks as there are characters; line ends stay. */
function hidden(text: string, mark: string): string {
  return text.replaceAll(/[^\n]/g, mark)
}
