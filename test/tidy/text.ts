/** How files look: sizes, names, words that mean unfinished work. */
import { complaint, complaints, type House, isTest, type Rule } from './source.ts'

export const FILE_LINES_MAX = 500
export const LINE_COLUMNS_MAX = 110

/** Files that may be longer than `FILE_LINES_MAX` lines, with the reason. */
export const LONG_FILES: Readonly<Record<string, string>> = {}

export function fileSizes(
  house: House,
  allowed: Readonly<Record<string, string>> = LONG_FILES,
): readonly string[] {
  const found: string[] = []
  for (const { path, text } of house.values()) {
    const lines = text.trimEnd().split('\n').length
    const long = lines > FILE_LINES_MAX
    if (long && !allowed[path])
      found.push(`${path}:${FILE_LINES_MAX}: ${lines} lines are too many for one file`)
    if (!long && allowed[path]) found.push(`${path}:1: listed as a long file, but is not one`)
  }
  return found
}

/** So much code may stand beside a text: a message stays in one piece, so that a search finds it. */
const BESIDE_TEXT_MAX = 90

/**
 * Texts of tests stand as they are, next to what they are compared with. Apps may keep long texts as data.
 */
export const lineWidths: Rule = (house) => {
  const found: string[] = []
  for (const source of house.values()) {
    if (source.path.startsWith('apps/')) continue
    let at = 0
    for (const line of source.text.split('\n')) {
      const code = source.code.slice(at, at + line.length)
      const columns = [...line].length
      const isText = isTest(source.path)
        ? code.includes('·')
        : [...code.replaceAll('·', '')].length <= BESIDE_TEXT_MAX
      if (columns > LINE_COLUMNS_MAX && !isText) {
        found.push(complaint(source, at, `${columns} columns are too many for one line`))
      }
      at += line.length + 1
    }
  }
  return found
}

const FILE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.test-d|\.d)?\.(?:ts|tsx|mjs)$/
const FOLDER = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const EMPTY_WORD = /(?:^|[-_.a-z])(?:utils?|helpers?|managers?)(?=[-.]|$)/i
/** Constants are left out: the manager of a cinema is a person. */
const DECLARED = /\b(?:class|interface|type|function|enum)\s+\w+/g

export const names: Rule = (house) => {
  const found: string[] = []
  for (const source of house.values()) {
    const { path } = source
    const parts = path.split('/')
    const file = parts.pop() ?? ''
    if (!FILE.test(file) || !parts.every((part) => FOLDER.test(part)))
      found.push(`${path}:1: is not in kebab-case`)
    if ([...parts, file].some((part) => EMPTY_WORD.test(part))) found.push(`${path}:1: the name says nothing`)
    for (const match of source.code.matchAll(DECLARED)) {
      const name = match[0].replace(/^.*\s/s, '')
      if (EMPTY_WORD.test(name)) found.push(complaint(source, match.index, `the name ${name} says nothing`))
    }
  }
  return found
}

export const exportStars: Rule = (house) =>
  [...house.values()].flatMap((source) =>
    complaints(source, /\bexport\s+(?:type\s+)?\*/g, () => 'export by name, not with a star'),
  )

/** Words of unfinished work, in two halves here so that this file does not hold them. */
const UNFINISHED = new RegExp(
  `\\b(?:${['TO.DO', 'FIX.ME', 'X.XX', 'HA.CK'].join('|').replaceAll('.', '')})\\b`,
  'g',
)

/** Looks into comments and texts too. */
export const unfinished: Rule = (house) =>
  [...house.values()].flatMap((source) =>
    [...source.text.matchAll(UNFINISHED)].map((match) =>
      complaint(source, match.index, `${match[0]}: finish it, or write an issue`),
    ),
  )

/** Where chance and time come from; everyone else is handed a `Clock` and a `Random`. */
const SOURCES_OF_CHANCE = ['src/base/clock.ts', 'src/base/random.ts', 'src/base/ids.ts']

const CHANCE = new RegExp(
  [
    /\b(?:Date\.now|performance\.(?:now|timeOrigin)|process\.hrtime|Bun\.nanoseconds)\b/,
    /\b(?:Math\.random|Bun\.randomUUIDv\d|getRandomValues|randomUUID|randomBytes|randomInt)\b/,
    /\bnew\s+Date\b\s*(?:\(\s*\)|(?!\s*\())/,
    /(?<!new\s+)\bDate\s*\(\s*\)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

export const injected: Rule = (house) =>
  [...house.values()]
    .filter(({ path }) => path.startsWith('src/') && !isTest(path) && !SOURCES_OF_CHANCE.includes(path))
    .flatMap((source) =>
      complaints(source, CHANCE, (found) => `${found.trim()}: take a Clock or a Random instead`),
    )
