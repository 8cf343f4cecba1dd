import type { Family } from './family.ts'
import { invalidSyntax } from './family.ts'
import { inputText } from './parse.ts'
import { compareText } from './text.ts'

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/**
 * PostgreSQL takes a hyphen after any group of four digits
 * (https://www.postgresql.org/docs/current/datatype-uuid.html).
 */
const ACCEPTED = /^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$/i

export const uuid: Family<string> = {
  readText(text) {
    if (CANONICAL.test(text)) return text
    const braced = text.startsWith('{') && text.endsWith('}')
    const inner = braced ? text.slice(1, -1) : text
    if (!ACCEPTED.test(inner)) throw invalidSyntax('uuid', text)
    const hex = inner.replaceAll('-', '').toLowerCase()
    const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    return groups.join('-')
  },
  readJson(json) {
    return uuid.readText(inputText(json), { kind: 'uuid' })
  },
  writeJson(value) {
    return `"${value}"`
  },
  writeText(value) {
    return value
  },
  compare: compareText,
}
