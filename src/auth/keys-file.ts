/** `keys.json`: keys that Offstage made for an app, readable by its owner alone. */
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../base/errors.ts'

/** What keys are made of; the tokens of earlier form follow from the secret. */
export interface KeyParts {
  readonly publishable: string
  readonly secret: string
  readonly jwtSecret: string
}

const NAME = 'keys.json'
const OWNER_ONLY = 0o600

/**
 * The keys of `<folder>/keys.json`, made on first use. Two processes that start at once agree: the file
 * appears whole, and only the first one counts.
 * @throws UsageError when the file holds no keys
 */
export function keptKeys(folder: string, make: () => KeyParts): KeyParts {
  const known = knownKeys(folder)
  if (known !== null) return known
  const path = join(folder, NAME)
  mkdirSync(folder, { recursive: true })
  writeOnce(path, `${JSON.stringify(make(), null, 2)}\n`)
  return parseKeys(path, readFileSync(path, 'utf8'))
}

/** The keys of the file; null where there is none. @throws UsageError when it holds no keys */
export function knownKeys(folder: string): KeyParts | null {
  const path = join(folder, NAME)
  const kept = readOrNull(path)
  return kept === null ? null : parseKeys(path, kept)
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
}

function writeOnce(path: string, text: string): void {
  const draft = `${path}.${process.pid}.draft`
  rmSync(draft, { force: true })
  const file = openSync(draft, 'wx', OWNER_ONLY)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    // Unlike a rename, a link does not replace what another process has put there meanwhile.
    linkSync(draft, path)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @param place where the text was found, for whoever has to mend it */
export function parseKeys(place: string, text: string): KeyParts {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = null
  }
  if (isKeyParts(parsed)) return parsed
  throw new UsageError(
    `${place} does not hold keys.`,
    'Restore it from a backup, or delete it for new keys: clients and tokens with the old ones stop working.',
  )
}

function isKeyParts(value: unknown): value is KeyParts {
  if (typeof value !== 'object' || value === null) return false
  const { publishable, secret, jwtSecret } = value as Partial<Record<keyof KeyParts, unknown>>
  return [publishable, secret, jwtSecret].every((part) => typeof part === 'string')
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
