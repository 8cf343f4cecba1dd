/** Makes values that stay as they are. */

function refuseChange(): never {
  throw new TypeError('The model is frozen: declare the app anew to change it')
}

/** A map that cannot be changed: `Object.freeze` alone leaves a map's own methods working. */
export function frozenMap<K, V>(entries: Iterable<readonly [K, V]>): ReadonlyMap<K, V> {
  const map = new Map(entries)
  for (const method of ['set', 'delete', 'clear']) Object.defineProperty(map, method, { value: refuseChange })
  return Object.freeze(map)
}

/** Freezes plain data to its leaves; functions (rules) and maps inside are left alone. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
  return value
}
