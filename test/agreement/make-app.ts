/** Random apps, as the text of `app.ts`: every type, option, key and relation, and rules of some kinds. */
import * as offstage from '../../src/index.ts'
import { sourceOf } from '../rules/declare.ts'
import type { Dice } from '../rules/dice.ts'
import { makeModel } from '../rules/make-model.ts'
import type { Declared } from './case.ts'

/** Some names that SQL knows as words, and some in capitals: whoever does not quote them fails. */
const TABLES = ['alpha', 'Beta', 'group', 'user', 'kappa_2', 'Order_Lines']
const COLUMNS = [
  'name',
  'Mixed',
  'group',
  'end',
  'value',
  'from_',
  'place',
  'user',
  'kind',
  'date',
  'a1',
  'to',
]

const SCALARS = [
  'text()',
  'integer()',
  'bigint()',
  'float()',
  'decimal(6, 2)',
  'decimal(30, 10)',
  'decimal(5)',
  'boolean()',
  'timestamp()',
  'date()',
  'time()',
  'uuid()',
]
const KINDS = [...SCALARS, 'text()', 'text()', 'integer()', 'json()', 'json()', 'bytes()']
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  'text()': ["'none'", "''"],
  'integer()': ['7', '0'],
  'bigint()': ['12'],
  'decimal(6, 2)': ["'9.50'"],
  'boolean()': ['true', 'false'],
  'timestamp()': ["'now'", "'2020-01-01T00:00:00Z'"],
  'date()': ["'now'", "'2020-02-29'"],
  'time()': ["'now'", "'12:30'"],
  'uuid()': ["'new'"],
  'float()': ['0.5'],
}

interface Made {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly source: string }[]
  /** Its key, where that is one column. */
  readonly key: string | null
  readonly isOwned: boolean
}

const WORDS: Readonly<Record<string, unknown>> = { ...offstage }

/** @throws ModelError when it does not hold together, which a smaller one may not */
export function declare(declared: readonly Declared[]): offstage.App {
  const body = `'use strict'\n${textOfApp(declared)}\nreturn built`
  return new Function(...Object.keys(WORDS), body)(...Object.values(WORDS)) as offstage.App
}

export function textOfApp(declared: readonly Declared[]): string {
  const names = declared.map(({ name }) => (name === 'people' ? 'users: people' : name))
  const last = `const built = app({ tables: { ${names.join(', ')} }, api: { aggregates: true } })`
  return [...declared.map(({ text }) => text), last].join('\n\n')
}

export function makeApp(dice: Dice): Declared[] {
  return dice.chance(35) ? ruledApp(dice) : wideApp(dice)
}

/** An app of deep rules. */
function ruledApp(dice: Dice): Declared[] {
  const blocks = sourceOf(makeModel(dice)).split('\n\n')
  return blocks.flatMap((text) => {
    const name = /^const (\w+) =/.exec(text)?.[1]
    return name === undefined || name === 'built' ? [] : [{ name, text }]
  })
}

/** An app of many types and options. */
function wideApp(dice: Dice): Declared[] {
  const made: Made[] = []
  const declared = TABLES.slice(0, dice.between(2, 5)).map((name) => {
    const isJunction = made.filter(({ key }) => key !== null).length > 1 && dice.chance(35)
    const one = isJunction ? junction(dice, name, made) : ordinary(dice, name, made)
    made.push(one.made)
    return { name, text: one.text }
  })
  return declared
}

interface Written {
  readonly made: Made
  readonly text: string
}

function ordinary(dice: Dice, name: string, before: readonly Made[]): Written {
  const roll = dice.below(100)
  const key =
    roll < 25
      ? { name: 'id', source: 'id()' }
      : roll < 37
        ? { name: 'id', source: 'identity()' }
        : roll < 70
          ? { name: 'id', source: 'integer()' }
          : { name: 'code', source: dice.pick(['text()', 'bigint()', 'uuid()', 'date()', 'decimal(6, 2)']) }
  const names = dice.some(COLUMNS, dice.between(3, 8))
  const plain = names.map((each) => ({ name: each, source: column(dice) }))
  const references = Array.from({ length: dice.below(3) }, (_, index) => {
    const target = dice.pick([
      ...before.filter((one) => one.key !== null).map((one) => one.name),
      name,
      'users',
    ])
    return { name: `ref_${index}`, source: reference(dice, target, target === name) }
  })
  const owner = dice.chance(30) ? [{ name: 'owner', source: "ref(() => users).default('me')" }] : []
  const second =
    key.source.endsWith('integer()') && dice.chance(20) ? [{ name: 'part', source: 'text()' }] : []
  const columns = [key, ...second, ...plain, ...references, ...owner]
  const isDeclared = key.source === 'id()' || key.source === 'identity()'
  const primary = isDeclared
    ? []
    : [`  .primaryKey(${[key, ...second].map((one) => `'${one.name}'`).join(', ')})`]
  const made = { name, columns, key: second.length > 0 ? null : key.name, isOwned: owner.length > 0 }
  return written(made, [...primary, ...extras(dice, made), ...access(dice, made)])
}

function junction(dice: Dice, name: string, before: readonly Made[]): Written {
  const targets = before.filter((one) => one.key !== null).map((one) => one.name)
  const columns = [
    { name: 'left', source: `ref(() => ${dice.pick(targets)})${dice.pick(['', ".onDelete('cascade')"])}` },
    { name: 'right', source: `ref(() => ${dice.pick(targets)})${dice.pick(['', ".onDelete('cascade')"])}` },
    { name: 'note', source: column(dice) },
  ]
  const made = { name, columns, key: null, isOwned: false }
  return written(made, ["  .primaryKey('left', 'right')", ...access(dice, made)])
}

function written(made: Made, tail: readonly string[]): Written {
  const lines = made.columns.map(({ name, source }) => `  ${name}: ${source},`)
  return { made, text: [`const ${made.name} = table({`, ...lines, '})', ...tail].join('\n') }
}

function column(dice: Dice): string {
  if (dice.chance(15))
    return `array(${dice.pick(SCALARS)})${dice.chance(60) ? '.optional()' : '.default([])'}`
  const source = dice.pick(KINDS)
  const parts = [source]
  if (dice.chance(60)) parts.push('.optional()')
  const defaults = DEFAULTS[source] ?? []
  if (defaults.length > 0 && dice.chance(30)) parts.push(`.default(${dice.pick(defaults)})`)
  const hasDefault = parts.length > 1
  if (dice.chance(8) && !/json|boolean/.test(source)) parts.push('.unique()')
  if (source === 'text()' && !hasDefault)
    parts.push(...limits(dice, ['.length(1, 40)', '.pattern(/^\\S*$/)']))
  if (source === 'integer()' && !hasDefault) parts.push(...limits(dice, ['.min(-5)', '.max(1000)']))
  if (hasDefault && dice.chance(6)) parts.push(dice.pick(['.hidden()', '.readonly()', '.writeOnce()']))
  if (dice.chance(6)) parts.push(`.access({ read: ({ me }) => me.is('editor') })`)
  return parts.join('')
}

const limits = (dice: Dice, some: readonly string[]) => (dice.chance(12) ? [dice.pick(some)] : [])

function reference(dice: Dice, target: string, isOwn: boolean): string {
  const optional = isOwn || dice.chance(60)
  const onDelete = dice.pick(['', '', ".onDelete('cascade')", optional ? ".onDelete('set null')" : ''])
  const unique = dice.chance(10) ? '.unique()' : ''
  return `ref(() => ${target})${onDelete}${optional ? '.optional()' : ''}${unique}${dice.chance(20) ? '.open()' : ''}`
}

/** Unique pairs, indexes, checks, search. */
function extras(dice: Dice, { columns }: Made): string[] {
  const of = (kind: RegExp) => columns.filter(({ source }) => kind.test(source)).map(({ name }) => name)
  const texts = of(/^text\(\)(?!.*hidden)/)
  const numbers = of(/^integer\(\)/)
  // A key beside others tells nothing new, and is no target of an upsert on SQLite.
  const keyable = of(/^(?:text|integer|date|ref)\(/).filter((name) => !['id', 'code'].includes(name))
  const lines: string[] = []
  const [first, second] = dice.some(keyable, 2)
  if (first !== undefined && second !== undefined && dice.chance(25))
    lines.push(`  .unique('${first}', '${second}')`)
  if (first !== undefined && dice.chance(20)) lines.push(`  .index('${first}')`)
  const [low, high] = numbers
  if (low !== undefined && dice.chance(20)) {
    const rule = high === undefined || dice.chance(60) ? `row.${low}.lt(2000)` : `row.${low}.lte(row.${high})`
    lines.push(`  .check('in_order', ({ row }) => ${rule})`)
  }
  if (texts.length > 0 && dice.chance(40)) {
    const language = dice.pick(['', ", language: 'simple'"])
    lines.push(`  .search({ columns: [${texts.map((each) => `'${each}'`).join(', ')}]${language} })`)
  }
  return lines
}

function access(dice: Dice, { isOwned, columns }: Made): string[] {
  const rules = ['true', 'true', 'true', "({ me }) => me.is('editor')"]
  if (isOwned) rules.push('({ row, me }) => row.owner.is(me.id)')
  const [number] = columns.filter(({ source }) => source.startsWith('integer()')).map(({ name }) => name)
  if (number !== undefined) rules.push(`({ row }) => row.${number}.gte(1)`)
  const [to] = columns.filter(({ source }) => source.startsWith('ref(')).map(({ name }) => name)
  if (to !== undefined) rules.push(`({ row, me }) => or(row.${to}.isNull(), me.is('chief'))`)
  const rule = () => (dice.chance(65) ? 'true' : dice.pick(rules))
  if (dice.chance(4)) return []
  return ['  .access({', `    read: ${rule()},`, `    write: ${rule()},`, '  })']
}
