/** The engines that can be held against each other. */
import { postgres as place, postgresHint } from '../postgres/binaries.ts'
import { closePrepared, preparedDatabase } from '../postgres/prepared.ts'
import type { Sides } from './check.ts'
import { type Side, sqlite } from './houses.ts'

const postgres: Side = { name: 'postgres', fresh: preparedDatabase }

const SIDES: readonly Side[] = [sqlite, postgres]

/** @returns why it cannot be, in words, where it cannot */
export function sidesOf(names: readonly string[]): Sides | string {
  const [left, right] = names.map((name) => SIDES.find((side) => side.name === name))
  if (left === undefined || right === undefined || names.length !== 2)
    return '--engines takes two of sqlite, postgres'
  if (names.includes('postgres') && place === null) return postgresHint
  return { left, right }
}

/** Stops what was started. */
export const closeSides = (): Promise<void> => closePrepared()
