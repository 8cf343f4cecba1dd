/** What a caller's token says, as values. */
import { Refusal } from '../base/errors.ts'
import { type ColumnType, readJson, type Value } from '../model/index.ts'
import type { Caller } from './caller.ts'

/** Whether the caller has one of the roles: the app's own, or that of its key. */
export function hasRole(caller: Caller, anyOf: readonly string[]): boolean {
  return anyOf.some((role) => role === caller.role || caller.roles.includes(role))
}

/**
 * The claim at `path` read as `type` (`['sub']` is the caller's id); null when there is none or it does not
 * fit.
 */
export function callerValue(caller: Caller, path: readonly string[], type: ColumnType): Value {
  return readClaim(claimAt(caller, path), type)
}

/**
 * The values of a claim that holds a list; a single value is a list of one. What is none of the type is null
 * in it, and so is a claim that is not there: being in the list is then unknown, and so is not being in it.
 */
export function callerList(caller: Caller, path: readonly string[], type: ColumnType): Value[] {
  const claim = claimAt(caller, path)
  const items: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  return items.map((item) => readClaim(item, type))
}

function claimAt(caller: Caller, path: readonly string[]): unknown {
  if (path.length === 1 && path[0] === 'sub') return caller.id
  let at: unknown = caller.claims
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null
    at = (at as Record<string, unknown>)[step]
  }
  return at
}

function readClaim(claim: unknown, type: ColumnType): Value {
  if (claim === null || claim === undefined) return null
  // An object as text would be its JSON, which equals nothing that a row holds on purpose.
  if (typeof claim === 'object' && type.kind !== 'json' && type.kind !== 'array') return null
  try {
    const value = readJson(type, claim)
    // No column holds it.
    return Number.isNaN(value) ? null : value
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
