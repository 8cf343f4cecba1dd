/** What the command line asks for. */
import { parseArgs } from 'node:util'
import { BENCHES, ENGINES, type EngineName } from './engines.ts'
import { type AnyWork, MORE_WORKS, WORKS } from './work.ts'

export interface Options {
  readonly engine: EngineName
  readonly works: readonly AnyWork[]
  readonly candidates: readonly string[]
  /** In how many processes on one database ours runs, one number after another. */
  readonly nodes: readonly number[]
  readonly rounds: number
  /** Songs in the database when a round begins. */
  readonly rows: number
  readonly warmUpMs: number
  /** Of the first work of a server that was just started. */
  readonly firstWarmUpMs: number
  readonly measureMs: number
  readonly quick: boolean
  readonly json: boolean
}

/** Ends the process for what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      engine: { type: 'string' },
      nodes: { type: 'string' },
      only: { type: 'string' },
      candidates: { type: 'string' },
      rounds: { type: 'string' },
      rows: { type: 'string' },
      milliseconds: { type: 'string' },
    },
  })
  const { quick, json } = values
  const [engine] = among('--engine', values.engine ?? 'sqlite', ENGINES, [])
  if (engine === undefined) return refuse('--engine names one engine')
  const names = BENCHES[engine].candidates.map(({ name }) => name)
  const nodes = (values.nodes ?? '1').split(',').map((text) => count(text, 1))
  if (engine === 'sqlite' && nodes.some((number) => number > 1))
    return refuse('--nodes needs --engine postgres: a file of SQLite is served by one process')
  const measureMs = count(values.milliseconds, quick ? 350 : 2000)
  return {
    engine,
    works: among<AnyWork>('--only', values.only, WORKS, MORE_WORKS),
    candidates: among('--candidates', values.candidates, names, []),
    nodes,
    rounds: count(values.rounds, quick ? 1 : 5),
    rows: count(values.rows, quick ? 10_000 : 100_000),
    warmUpMs: quick ? 300 : Math.ceil(measureMs / 2),
    firstWarmUpMs: quick ? 1000 : 2 * measureMs,
    measureMs,
    quick,
    json,
  }
}

function among<T extends string>(
  option: string,
  text: string | undefined,
  all: readonly T[],
  more: readonly T[],
): readonly T[] {
  if (text === undefined) return all
  const words = text.split(',').map((word) => word.trim())
  const unknown = words.filter(
    (word) => !all.some((one) => one === word) && !more.some((one) => one === word),
  )
  if (unknown.length > 0) refuse(`${option} takes ${[...all, ...more].join(', ')}; not ${unknown.join(', ')}`)
  return [...all, ...more].filter((one) => words.includes(one))
}

function count(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const number = Number(text)
  return Number.isInteger(number) && number > 0 ? number : refuse(`${text} is no whole number above 0`)
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}
