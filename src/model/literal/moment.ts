/**
 * Reading dates and times: ISO 8601 as RFC 3339, PostgreSQL and JavaScript write it. PostgreSQL's input takes
 * much more (month names, AM/PM, day of year); those are refused as invalid syntax.
 * https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-INPUT
 */
import { Refusal } from '../../base/errors.ts'

/** What a text says, checked field by field. */
export interface Moment {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** Microseconds since midnight; a whole day for 24:00:00. */
  readonly timeUs: number
  /** Seconds east of UTC; 0 when the text names no zone. */
  readonly offsetS: number
}

/** PostgreSQL gives up at 128 bytes; it also keeps the expressions below quick. */
const lengthMax = 128
export const dayUs = 86_400_000_000

const ZONE = ' {0,3}(z|utc|gmt|[+-]\\d+(?::\\d{0,2}){0,2})?'
const TIME = '(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(\\.\\d*)?)?'
const COMPACT_TIME = '(\\d\\d)(\\d\\d)(?:(\\d\\d)(\\.\\d*)?)?'
const DATE = '(?:(\\d{1,9})-(\\d{1,2})-(\\d{1,2})|(\\d{4})(\\d\\d)(\\d\\d))'
const WITH_DATE = new RegExp(`^${DATE}(?:(?:t| ) {0,2}(?:${TIME}|${COMPACT_TIME}))?${ZONE}$`, 'i')
const TIME_ALONE = new RegExp(`^t?(?:${TIME}|${COMPACT_TIME})${ZONE}$`, 'i')
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * A date with or without a time of day, or null when the text is nothing of the kind. Throws 22008, 22009.
 */
export function readMoment(text: string): Moment | null {
  if (text.length > lengthMax) return null
  const match = WITH_DATE.exec(text.trim())
  if (match === null) return null
  const [, year = match[4], month = match[5], day = match[6]] = match
  const timeUs = timeOf(match, 7, text)
  const offsetS = offsetOf(match[15], text)
  checkDate(text, year ?? '', Number(month), Number(day))
  return { year: Number(year), month: Number(month), day: Number(day), timeUs, offsetS }
}

/** Microseconds since midnight, or null when the text is no time of day. A zone is read and ignored. */
export function readTimeUs(text: string): number | null {
  if (text.length > lengthMax) return null
  const match = TIME_ALONE.exec(text.trim())
  if (match === null) return hasTime(text) ? (readMoment(text)?.timeUs ?? null) : null
  offsetOf(match[9], text)
  return timeOf(match, 1, text)
}

export function outOfRange(
  what: 'date/time field value' | 'timestamp' | 'date',
  text: string,
  hint?: string,
) {
  return new Refusal(400, '22008', `${what} out of range: "${text}"`, { hint: hint ?? null })
}

function hasTime(text: string): boolean {
  return text.includes(':')
}

function checkDate(text: string, year: string, month: number, day: number): void {
  if (year.length < 3 || month < 1 || month > 12 || day < 1 || day > 31) {
    // Said by PostgreSQL too, whose two-digit years depend on a setting that we do not have.
    throw outOfRange('date/time field value', text, 'Perhaps you need a different "datestyle" setting.')
  }
  const number = Number(year)
  const leap = number % 4 === 0 && (number % 100 !== 0 || number % 400 === 0)
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0)
  if (number === 0 || day > days) throw outOfRange('date/time field value', text)
}

/** From group `first` on: the groups of TIME, then those of COMPACT_TIME. */
function timeOf(groups: readonly (string | undefined)[], first: number, text: string): number {
  const from = groups[first] === undefined ? first + 4 : first
  const hour = Number(groups[from] ?? 0)
  const minute = Number(groups[from + 1] ?? 0)
  const second = Number(groups[from + 2] ?? 0)
  const timeUs = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fractionUs(groups[from + 3])
  // Second 60 is a leap second, counted as the next minute's first, as PostgreSQL does.
  if (minute > 59 || second > 60 || timeUs > dayUs) throw outOfRange('date/time field value', text)
  return timeUs
}

/** Rounded as C's `rint` does: the double product, halves to the even neighbour. */
function fractionUs(fraction: string | undefined): number {
  if (fraction === undefined || fraction === '.') return 0
  const exact = Number(fraction) * 1_000_000
  const floor = Math.floor(exact)
  if (exact - floor !== 0.5) return Math.round(exact)
  return floor % 2 === 0 ? floor : floor + 1
}

/** `Z`, `+hh`, `+hhmm`, `+hh:mm`, `+hh:mm:ss`, less than 16 hours from UTC. */
function offsetOf(zone: string | undefined, text: string): number {
  if (zone === undefined || /^[zug]/i.test(zone)) return 0
  const [first = '', minutes = '', seconds = ''] = zone.slice(1).split(':')
  const together = first.length > 2
  const hour = Number(together ? first.slice(0, -2) : first)
  const minute = Number(together ? first.slice(-2) : minutes)
  if (hour > 15 || minute > 59 || Number(seconds) > 59) {
    throw new Refusal(400, '22009', `time zone displacement out of range: "${text}"`)
  }
  const offset = (hour * 60 + minute) * 60 + Number(seconds)
  return zone[0] === '-' ? -offset : offset
}
