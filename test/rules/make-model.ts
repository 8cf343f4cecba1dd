/** Random models: relations of every kind, every column type and option, rules everywhere. */
import type { Dice } from './dice.ts'
import { RuleMaker } from './make-rule.ts'
import {
  type AccessSpec,
  type ColumnSpec,
  type Kind,
  type ModelSpec,
  type RuleSpec,
  SCALARS,
  type TableSpec,
} from './spec.ts'
import { isKeyable } from './values.ts'

/** Parts of the dialect that a run may leave out, to look behind a failure that is known. */
export type Without = ReadonlySet<string>
export const LEAVABLE = [
  'hidden-references',
  'masked-references',
  'open',
  'bytes',
  'arrays',
  'patterns',
  'search',
  'identity',
] as const

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'kappa', 'omega']
const KINDS: readonly Kind[] = [
  ...SCALARS,
  'text[]',
  'integer[]',
  'json',
  'json',
  'text',
  'text',
  'integer',
  'boolean',
  'boolean',
]
const HIDEABLE: readonly Kind[] = ['text', 'integer', 'uuid', 'date', 'boolean']
const CLOSED: AccessSpec = { read: null, create: null, updateOld: null, updateNew: null, delete: null }

const PLAIN: Omit<ColumnSpec, 'name' | 'kind'> = {
  identity: false,
  to: null,
  onDelete: 'restrict',
  open: false,
  optional: false,
  hidden: false,
  readonly: false,
  writeOnce: false,
  unique: false,
  defaultMe: false,
  read: null,
  write: null,
}

const USERS: TableSpec = {
  name: 'users',
  key: ['id'],
  columns: [
    { ...PLAIN, name: 'id', kind: 'uuid' },
    { ...PLAIN, name: 'email', kind: 'text', optional: true, unique: true },
    { ...PLAIN, name: 'created_at', kind: 'timestamp', readonly: true },
  ],
  uniques: [],
  search: [],
  access: CLOSED,
}

export function makeModel(dice: Dice, without: Without = new Set()): ModelSpec {
  const names = NAMES.slice(0, dice.between(2, NAMES.length))
  const junction = names.length > 2 && dice.chance(65) ? names.at(-1) : undefined
  const shells: TableSpec[] = names.map((name) => (name === junction ? USERS : shell(dice, name, without)))
  const single = [...shells.filter((_, index) => names[index] !== junction), USERS]
  const tables = names.map((name, index) => {
    const own = shells[index] ?? USERS
    if (name === junction) return joinTable(dice, name, single)
    return { ...own, columns: [...own.columns, ...fields(dice, without, own, names, single)] }
  })
  const model = { tables: [...tables, USERS] }
  const rules = new RuleMaker(dice, model)
  return { tables: model.tables.map((table) => ruled(dice, rules, table, without)) }
}

/** A table with its key alone, so that others can point at it. */
function shell(dice: Dice, name: string, without: Without): TableSpec {
  const roll = dice.below(100)
  const identity = roll < 10 && !without.has('identity')
  const kind: Kind = identity ? 'bigint' : roll < 75 ? 'uuid' : roll < 90 ? 'text' : 'integer'
  const key = identity ? 'number' : kind === 'uuid' ? 'id' : 'code'
  const column = { ...PLAIN, name: key, kind, identity }
  return { name, key: [key], columns: [column], uniques: [], search: [], access: CLOSED }
}

function fields(
  dice: Dice,
  without: Without,
  own: TableSpec,
  names: readonly string[],
  targets: readonly TableSpec[],
): ColumnSpec[] {
  const kinds = KINDS.filter((kind) => !(without.has('bytes') && kind === 'bytes')).filter(
    (kind) => !(without.has('arrays') && kind.endsWith('[]')),
  )
  const scalars = Array.from({ length: dice.between(1, 4) }, (_, index) => {
    const kind = dice.pick(kinds)
    const column = { ...PLAIN, name: `${kind.replace('[]', 's')}_${index}`, kind, optional: dice.chance(50) }
    return { ...column, unique: isKeyable(kind) && column.optional && dice.chance(10) }
  })
  const references = Array.from({ length: dice.between(0, 3) }, (_, index) =>
    reference(dice, own.name, `ref_${index}`, names, dice.pick(targets)),
  )
  const owner: ColumnSpec[] = dice.chance(60)
    ? [{ ...reference(dice, own.name, 'owner', names, USERS), defaultMe: dice.chance(70) }]
    : []
  return [
    { ...PLAIN, name: 'mark', kind: 'text', optional: dice.chance(30) },
    ...scalars,
    ...references,
    ...owner,
  ]
}

/**
 * A reference to a table that comes later, or to the own one, is optional: its row is there later than the
 * first.
 */
function reference(
  dice: Dice,
  own: string,
  name: string,
  names: readonly string[],
  target: TableSpec,
): ColumnSpec {
  const [key] = target.columns
  const later = target.name !== 'users' && names.indexOf(target.name) >= names.indexOf(own)
  const optional = later || dice.chance(50)
  const onDelete = dice.pick(['restrict', 'restrict', 'cascade', optional ? 'set null' : 'restrict'] as const)
  return {
    ...PLAIN,
    name,
    kind: key?.kind ?? 'uuid',
    to: target.name,
    optional,
    onDelete,
    unique: dice.chance(10),
    open: dice.chance(15),
  }
}

function joinTable(dice: Dice, name: string, targets: readonly TableSpec[]): TableSpec {
  const to = (column: string): ColumnSpec => {
    const target = dice.pick(targets)
    const onDelete = dice.chance(50) ? 'cascade' : 'restrict'
    return { ...PLAIN, name: column, kind: target.columns[0]?.kind ?? 'uuid', to: target.name, onDelete }
  }
  const columns = [to('left'), to('right'), { ...PLAIN, name: 'mark', kind: 'text' } as const]
  const pair = ['left', 'right']
  if (dice.chance(50)) return { name, key: pair, columns, uniques: [], search: [], access: CLOSED }
  const key: ColumnSpec = { ...PLAIN, name: 'id', kind: 'uuid' }
  return { name, key: ['id'], columns: [key, ...columns], uniques: [pair], search: [], access: CLOSED }
}

function ruled(dice: Dice, rules: RuleMaker, table: TableSpec, without: Without): TableSpec {
  const rule = (percent: number, withOld = false): RuleSpec | null => {
    if (!dice.chance(percent)) return null
    return dice.chance(25) ? { is: 'constant', value: true } : rules.rule(table.name, withOld)
  }
  const update = rule(75)
  const access: AccessSpec = {
    read: rule(93),
    create: table.name === 'users' ? null : rule(80),
    updateOld: update,
    updateNew: update !== null && dice.chance(50) ? rules.rule(table.name, true) : update,
    delete: rule(70),
  }
  const columns = table.columns.map((column) =>
    table.key.includes(column.name) || table.name === 'users'
      ? column
      : options(dice, rules, table, column, access, without),
  )
  return { ...table, columns, access, search: searched(dice, table.name, columns, without) }
}

/** Texts that every reader of the row may read: no others can be searched. */
function searched(
  dice: Dice,
  table: string,
  columns: readonly ColumnSpec[],
  without: Without,
): readonly string[] {
  const texts = columns.filter(({ kind, to, hidden, read }) => {
    return kind === 'text' && to === null && !hidden && read === null
  })
  if (table === 'users' || without.has('search') || !dice.chance(40)) return []
  return dice.some(texts, 2).map((column) => column.name)
}

function options(
  dice: Dice,
  rules: RuleMaker,
  table: TableSpec,
  column: ColumnSpec,
  access: AccessSpec,
  without: Without,
): ColumnSpec {
  const closable = column.optional || column.defaultMe || access.create === null
  // Not even the secret key may write a hidden column: the stage does it behind the server's back.
  const hideable = column.optional && HIDEABLE.includes(column.kind)
  const shut = (what: string) => column.to === null || !without.has(`${what}-references`)
  const inKey = table.uniques.some((names) => names.includes(column.name))
  const hidden = hideable && !inKey && !column.unique && shut('hidden') && dice.chance(10)
  const readonly = closable && !hidden && dice.chance(10)
  const secret = column.kind === 'json' ? 40 : 18
  const masked = !hidden && !inKey && shut('masked') && dice.chance(secret)
  return {
    ...column,
    open: column.open && !without.has('open'),
    hidden,
    readonly,
    writeOnce: !readonly && dice.chance(masked ? 25 : 8),
    read: masked ? rules.rule(table.name) : null,
    write: !hidden && !readonly && dice.chance(10) ? rules.rule(table.name) : null,
  }
}
