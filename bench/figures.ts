/** What was measured of a candidate in a round, and what is told of it. */
import type { Candidate } from './candidates.ts'
import type { Measured } from './load/main.ts'
import type { AnyWork } from './work.ts'

/** A candidate, and in how many processes it runs. */
export interface Contestant {
  readonly name: string
  readonly candidate: Candidate
  readonly nodes: number
}

export interface Result {
  readonly contestant: string
  readonly work: AnyWork
  readonly measured: Measured
  readonly coldStartMs: number
}

export type Figure = (result: Result) => number

const perRequest = (micros: number, { requests }: Measured) => micros / Math.max(1, requests)

export const ownOf: Figure = ({ measured }) => perRequest(measured.cpuMicros, measured)
export const databaseOf: Figure = ({ measured }) => perRequest(measured.databaseCpuMicros, measured)
export const bothOf: Figure = (result) => ownOf(result) + databaseOf(result)
export const rpsOf: Figure = ({ measured }) => measured.requests / measured.seconds
