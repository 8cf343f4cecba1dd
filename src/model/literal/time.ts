import { Refusal } from '../../base/errors.ts'
import type { Family } from './family.ts'
import type { Moment } from './moment.ts'
import { dayUs, outOfRange, readMoment, readTimeUs } from './moment.ts'
import { inputText } from './parse.ts'
import { compareText } from './text.ts'

/** Canonical forms sort as text only while a year has four digits. */
const YEARS = 'Offstage keeps the years 0001 to 9999.'
/** Four hundred years repeat the calendar: `Date.UTC` takes years below 100 for the 1900s. */
const cycleMs = 146_097 * 86_400_000

/** Moments, kept in UTC with microseconds: `2026-11-22T12:35:00.5+00:00`. A text without zone means UTC. */
export const timestamp: Family<string> = {
  readText(text, _type, now) {
    const word = readWord(text, now)
    if (word !== null) return word
    const moment = readMoment(text)
    if (moment === null) throw refuse(text, 'timestamp', 'timestamp with time zone')
    return write(moment, text)
  },
  readJson(json, type) {
    return timestamp.readText(inputText(json), type)
  },
  writeJson(value) {
    return `"${value}"`
  },
  writeText(value) {
    return `${value.slice(0, 10)} ${value.slice(11, -3)}`
  },
  compare: compareText,
}

/** `2026-11-22`. A time of day in the text is read and dropped. */
export const date: Family<string> = {
  readText(text, _type, now) {
    const word = readWord(text, now)
    if (word !== null) return word.slice(0, 10)
    const moment = readMoment(text)
    if (moment === null) throw refuse(text, 'date', 'date')
    if (moment.year > 9999) throw outOfRange('date', text, YEARS)
    const month = String(moment.month).padStart(2, '0')
    return `${String(moment.year).padStart(4, '0')}-${month}-${String(moment.day).padStart(2, '0')}`
  },
  readJson(json, type) {
    return date.readText(inputText(json), type)
  },
  writeJson(value) {
    return `"${value}"`
  },
  writeText(value) {
    return value
  },
  compare: compareText,
}

/** Time of day without zone, `00:00:00` to `24:00:00`. */
export const time: Family<string> = {
  readText(text, _type, now) {
    if (text.toLowerCase() === 'now' && now !== undefined) return now.slice(11, -6)
    const timeUs = readTimeUs(text)
    if (timeUs === null) throw invalid('time', text)
    const seconds = Math.floor(timeUs / 1_000_000)
    const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    return clock.map((part) => String(part).padStart(2, '0')).join(':') + fraction(timeUs % 1_000_000)
  },
  readJson(json, type) {
    return time.readText(inputText(json), type)
  },
  writeJson(value) {
    return `"${value}"`
  },
  writeText(value) {
    return value
  },
  compare: compareText,
}

/** The canonical timestamp of a moment; `text` is what a refusal quotes. */
function write(moment: Moment, text: string): string {
  const { year, month, day, timeUs, offsetS } = moment
  const micros = timeUs % 1_000_000
  const midnightMs = Date.UTC((year % 400) + 2000, month - 1, day)
  const cycles = Math.floor(year / 400) - 5
  const ms = midnightMs + cycles * cycleMs + (timeUs - micros) / 1000 - offsetS * 1000
  const date = new Date(ms)
  const utcYear = date.getUTCFullYear()
  // Also false for the invalid Date of a year that is far out of reach.
  if (!(utcYear >= 1 && utcYear <= 9999)) throw outOfRange('timestamp', text, YEARS)
  return `${date.toISOString().slice(0, 19)}${fraction(micros)}+00:00`
}

/** `.5` of 500000, without zeros at the end; nothing of 0. */
function fraction(micros: number): string {
  if (micros === 0) return ''
  const digits = String(micros).padStart(6, '0')
  let end = 6
  while (digits[end - 1] === '0') end--
  return `.${digits.slice(0, end)}`
}

/** PostgreSQL's words for moments, when the text is one: `now` is the canonical timestamp of the request. */
function readWord(text: string, now: string | undefined): string | null {
  const first = text.charCodeAt(0)
  if (first >= 0x30 && first <= 0x39) return null
  const word = text.trim().toLowerCase()
  if (word === 'epoch') return '1970-01-01T00:00:00+00:00'
  if (now === undefined) return null
  if (word === 'now') return now
  const days = { yesterday: -1, today: 0, tomorrow: 1 }[word]
  if (days === undefined) return null
  const midnight = new Date(`${now.slice(0, 10)}T00:00:00Z`).getTime() + (days * dayUs) / 1000
  return `${new Date(midnight).toISOString().slice(0, 19)}+00:00`
}

function refuse(text: string, what: 'timestamp' | 'date', typeName: string): Refusal {
  const endless = /^\s*[+-]?infinity\s*$/i.test(text) || /\sbc\s*$/i.test(text)
  return endless ? outOfRange(what, text, YEARS) : invalid(typeName, text)
}

function invalid(typeName: string, text: string): Refusal {
  return new Refusal(400, '22007', `invalid input syntax for type ${typeName}: "${text}"`)
}
