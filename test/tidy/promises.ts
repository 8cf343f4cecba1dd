/** What is promised in writing: docstrings of the public face, units and enforcement of limits. */
import { complaint, type House, isTest, type Rule, type Source } from './source.ts'

/** What a user of the package imports. */
const PUBLIC = ['src/index.ts', 'src/testing.ts']

export const docstrings: Rule = (house) => {
  const found: string[] = []
  for (const path of PUBLIC) {
    const door = house.get(path)
    if (door === undefined) continue
    for (const name of exportedNames(door)) {
      const declared = declarationOf(house, door, name)
      if (declared === null || isDocumented(declared.source, declared.at)) continue
      found.push(complaint(declared.source, declared.at, `${name} is public and has no docstring`))
    }
  }
  return found
}

const EXPORT_LIST = /\bexport\s+(?:type\s+)?\{([^}]*)\}(?:\s*from\s*['"])?/g
const KINDS = '(?:function\\*?|const|let|class|interface|type|enum)'
const EXPORT_DECLARED = new RegExp(`^export\\s+(?:\\w+\\s+)*?${KINDS}\\s+(\\w+)`, 'gm')

function exportedNames(source: Source): string[] {
  const listed = [...source.code.matchAll(EXPORT_LIST)].flatMap((match) => entries(match[1] ?? ''))
  const declared = [...source.code.matchAll(EXPORT_DECLARED)].map((match) => match[1] ?? '')
  return [...listed.map(({ outside }) => outside), ...new Set(declared)]
}

/** `a, type b as c` → what each is called inside and outside. */
function entries(list: string): { inside: string; outside: string }[] {
  return list.split(',').flatMap((entry) => {
    const [inside, outside] = entry
      .trim()
      .replace(/^type\s+/, '')
      .split(/\s+as\s+/)
    return inside ? [{ inside, outside: outside ?? inside }] : []
  })
}

/** The first place where a name is declared, followed through the doors; null when a package declares it. */
function declarationOf(house: House, source: Source, name: string): { source: Source; at: number } | null {
  for (const match of source.code.matchAll(EXPORT_LIST)) {
    const entry = entries(match[1] ?? '').find(({ outside }) => outside === name)
    if (entry === undefined) continue
    const from = source.imports.find(({ at }) => at > match.index && at < match.index + match[0].length)
    if (from === undefined) return declaredHere(source, entry.inside)
    const next = from.target === null ? undefined : house.get(from.target)
    return next === undefined ? null : declarationOf(house, next, entry.inside)
  }
  return declaredHere(source, name)
}

function declaredHere(source: Source, name: string): { source: Source; at: number } | null {
  const word = new RegExp(
    `^(?:export\\s+)?(?:\\w+\\s+)*(?:function\\*?|const|let|class|interface|type|enum)\\s+${name}\\b`,
    'm',
  )
  const at = source.code.search(word)
  return at === -1 ? null : { source, at }
}

/** Line comments, such as those to the linter, may stand between the docstring and what it is of. */
function isDocumented({ text }: Source, at: number): boolean {
  return /\*\/\s*(?:\/\/[^\n]*\n\s*)*$/.test(text.slice(0, at))
}

const LIMITS = 'src/base/limits.ts'

/** What a limit can count, as one word of its name. */
const UNITS =
  /^(?:backups|bytes|rows|columns|values|filters|embeds|depth|shapes|tokens|write|writes|sockets|runs|steps|words|characters|ms|seconds|readers|statements|cost)$/

export const limits: Rule = (house) => {
  const source = house.get(LIMITS)
  if (source === undefined) return []
  const others = [...house.values()].filter(
    ({ path }) => path.startsWith('src/') && path !== LIMITS && !isTest(path),
  )
  const found: string[] = []
  for (const match of source.code.matchAll(/^export\s+const\s+(\w+)/gm)) {
    const name = match[1] ?? ''
    const say = (what: string) => found.push(complaint(source, match.index, `${name} ${what}`))
    const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).split(' ')
    if (!words.some((word) => UNITS.test(word))) say('does not say its unit')
    if (!isDocumented(source, match.index)) say('has no docstring')
    if (!others.some(({ code }) => new RegExp(`\\b${name}\\b`).test(code))) say('is enforced nowhere')
  }
  return found
}
