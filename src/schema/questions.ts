/** The questions that a change asks when the rows stand in its way. Pure text: the engine has counted. */
import { UsageError } from '../base/errors.ts'
import type { ColumnType } from '../model/index.ts'
import type { Change, ColumnChange } from './change.ts'
import type { ColumnSchema } from './schema.ts'

export interface Question {
  /** `songs` or `songs.genre`. */
  readonly place: string
  readonly text: string
  /** What the developer can do, one way a line. */
  readonly answers: readonly string[]
}

/** A change that would lose something, or that the rows stand in the way of. Nothing was changed. */
export class SchemaRefusal extends UsageError {
  constructor(readonly questions: readonly Question[]) {
    const listed = questions.map(({ text, answers }) =>
      [`  ${text}`, ...answers.map((one) => `    - ${one}`)].join('\n'),
    )
    super(
      `app.ts asks for a schema that this database cannot take over without an answer:\n${listed.join('\n')}`,
      'Nothing was changed. Answer each question, then run the command again.',
    )
  }
}

/**
 * @param count how many rows or values would be lost, or stand in the way; at least 1.
 */
export function questionOf(change: Change, count: number): Question {
  const { table } = change
  switch (change.kind) {
    case 'drop table': {
      const asked = change.renames.map((to) => ` ${to} is new: is it a rename?`).join('')
      return {
        place: table,
        text: `${table} is gone from app.ts and holds ${rows(count)}.${asked}`,
        answers: [
          ...change.renames.map((to) => `--rename ${table}=${to} keeps them under the new name`),
          `--drop ${table} throws them away`,
        ],
      }
    }
    case 'add column':
    case 'drop column':
    case 'change column':
      return columnQuestion(change, count)
    case 'change primary key':
      return inTheWay(
        table,
        `${rows(count)} would not be told apart by the primary key (${change.want.join(', ')})`,
      )
    case 'add unique': {
      const columns = change.want.columns.join(', ')
      return inTheWay(table, `${counted(count, 'value')} of (${columns}) ${occur(count)} more than once`)
    }
    case 'add foreign key': {
      const { column, toTable } = change.want
      return inTheWay(
        `${table}.${column}`,
        `${rows(count)} ${count === 1 ? 'points' : 'point'} at no row of ${toTable}`,
      )
    }
    case 'add check':
      return inTheWay(
        table,
        `${rows(count)} ${count === 1 ? 'breaks' : 'break'} the check ${change.want.name}`,
      )
    default:
      return inTheWay(table, `${rows(count)} in the way of "${change.kind}"`)
  }
}

function columnQuestion(change: ColumnChange, count: number): Question {
  const { table } = change
  if (change.kind === 'add column') {
    const place = `${table}.${change.want.name}`
    return {
      place,
      text: `${place} is new and required, but the ${rows(count)} of ${table} would have no value for it.`,
      answers: ['make it .optional()', 'give it a constant: .default(…)'],
    }
  }
  const place = `${table}.${change.have.name}`
  if (change.kind === 'drop column') {
    const asked = change.renames.map((to) => ` ${table}.${to} is new: is it a rename?`).join('')
    return {
      place,
      text: `${place} is gone from app.ts and holds ${counted(count, 'value')}.${asked}`,
      answers: [
        ...change.renames.map((to) => `--rename ${place}=${to} keeps them under the new name`),
        `--drop ${place} throws them away`,
      ],
    }
  }
  if (change.aspect === 'optional')
    return inTheWay(
      place,
      `it becomes required, but ${rows(count)} ${count === 1 ? 'has' : 'have'} no value for it`,
    )
  if (change.aspect === 'type')
    return typeQuestion(change.have, change.want, place, change.loses === 'maybe', count)
  return inTheWay(
    place,
    `${counted(count, 'value')} ${count === 1 ? 'breaks' : 'break'} its new limits (${limits(change.want)})`,
  )
}

function typeQuestion(
  have: ColumnSchema,
  want: ColumnSchema,
  place: string,
  some: boolean,
  count: number,
): Question {
  const lost = some
    ? `${counted(count, 'value')} ${count === 1 ? 'does' : 'do'} not fit`
    : `there is no exact conversion for its ${counted(count, 'value')}`
  return {
    place,
    text: `${place} changes from ${typeName(have.type)} to ${typeName(want.type)}, and ${lost}.`,
    answers: [
      some
        ? 'change these values first, or keep the type'
        : 'keep the type, and declare a new column beside it',
      `--drop ${place} throws all its values away`,
    ],
  }
}

function inTheWay(place: string, problem: string): Question {
  return {
    place,
    text: `${place}: ${problem}.`,
    answers: ['change these rows first, with the app as it was', 'or take the new requirement back'],
  }
}

function limits(column: ColumnSchema): string {
  const said: [string, unknown][] = [
    ['min', column.min],
    ['max', column.max],
    ['length at least', column.lengthMin],
    ['length at most', column.lengthMax],
    ['one of', column.oneOf?.join(', ') ?? null],
  ]
  return said.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join(', ')
}

export function typeName(type: ColumnType): string {
  if (type.kind === 'array') return `array of ${typeName(type.of)}`
  return type.kind === 'decimal' ? `decimal(${type.precision}, ${type.scale})` : type.kind
}

const rows = (count: number) => counted(count, 'row')
const occur = (count: number) => (count === 1 ? 'occurs' : 'occur')

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
