/** What more processes on the same database bring, and how busy the processors are with whom. */

import { type Contestant, type Result, rpsOf } from './figures.ts'
import { markdown, median, shown } from './numbers.ts'
import type { AnyWork } from './work.ts'

const MICROS = 1_000_000

/** Processors that were busy with it, of all that the machine has. */
const busy = (micros: (result: Result) => number) => (result: Result) =>
  micros(result) / MICROS / result.measured.seconds

const FIGURES: readonly [name: string, of: (result: Result) => number, digits: number][] = [
  ['requests/s', rpsOf, 0],
  ['processors busy with it', busy(({ measured }) => measured.cpuMicros), 2],
  ['processors busy with the database', busy(({ measured }) => measured.databaseCpuMicros), 2],
]

/** A line for each work and figure, a column for each contestant. */
export function curve(
  works: readonly AnyWork[],
  contestants: readonly Contestant[],
  of: (contestant: string, work: AnyWork) => readonly Result[],
): string {
  const rows = works.flatMap((work) =>
    FIGURES.map(([figure, value, digits]) => [
      `${work}: ${figure}`,
      ...contestants.map(({ name }) => {
        const rounds = of(name, work)
        return rounds.length === 0 ? '–' : shown(median(rounds.map(value)), digits)
      }),
    ]),
  )
  return markdown(['', ...contestants.map(({ name }) => name)], rows)
}
