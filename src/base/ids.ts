/** Ids: UUIDs version 7 for rows and version 5 for names, as RFC 9562 describes them. */
import { createHash } from 'node:crypto'
import { assert } from './assert.ts'
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'

/**
 * The namespace of `uuidFromName`: Offstage's own, made once at random. Changing it changes every persona's
 * id.
 */
const NAMESPACE = '83ac56a5-9411-4ceb-a775-f0eddcae2755'

/** The moment and the counter of the last id made by one clock. */
interface Last {
  ms: number
  counter: number
  /** The moment as ids begin with it: `017f22e2-79b0`. */
  head: string
}

/** Kept by clock, so that a replay under a clock of its own gives the ids that were recorded. */
const lasts = new WeakMap<Clock, Last>()

/** Twelve bits follow the milliseconds. */
const COUNTER_MAX = 0xfff

const MS_MAX = 2 ** 48 - 1

/**
 * A UUID version 7 in lower case: 48 bits of milliseconds, a counter of 12 bits, 62 random bits.
 *
 * Ids made in this process by the same clock only ever grow, also when the clock stands still or is set back:
 * the counter starts in its lower half in each millisecond, and when it is used up the id's time runs ahead
 * of the clock (RFC 9562, section 6.2, method 1).
 */
export function uuidV7(clock: Clock, random: Random): string {
  const bytes = random.bytes(10)
  const { head, counter } = next(clock, bytes)
  const middle = (0x7000 | counter).toString(16)
  const hex = variant(bytes, 2)
  return `${head}-${middle}-${hex.slice(4, 8)}-${hex.slice(8)}`
}

function headOf(ms: number): string {
  assert(ms >= 0 && ms <= MS_MAX, `a UUID holds times from 1970 to 10889, not ${ms} ms`)
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}`
}

/** Moves the clock's last moment and counter on, and returns them. */
function next(clock: Clock, bytes: Uint8Array): Last {
  const ms = clock.nowMs()
  const last = lasts.get(clock)
  if (last === undefined || ms > last.ms) {
    const counter = (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) & (COUNTER_MAX >>> 1)
    const fresh = { ms, counter, head: headOf(ms) }
    lasts.set(clock, fresh)
    return fresh
  }
  last.counter += 1
  if (last.counter > COUNTER_MAX) {
    last.ms += 1
    last.counter = 0
    last.head = headOf(last.ms)
  }
  return last
}

/**
 * The UUID version 5 of a name in Offstage's namespace: the same name, the same id. Personas of tests have
 * these.
 */
export function uuidFromName(name: string): string {
  const digest = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50
  const hex = variant(digest.subarray(0, 16), 8)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Sets the two bits of the variant in byte `at` and writes all bytes in hexadecimal. */
function variant(bytes: Uint8Array, at: number): string {
  bytes[at] = ((bytes[at] ?? 0) & 0x3f) | 0x80
  return bytes.toHex()
}
