/** Tests that need a browser: skipped on a machine without one, failed there in CI. */
import { test } from 'bun:test'
import { chromium, chromiumHint } from './chromium.ts'

/** A machine that claims to test everything has a browser; a newcomer's may be without. */
const required = process.env.CI === 'true'

/** `test` for what needs Chromium; `body` gets the path of its program. May take `timeoutMs`. */
export function browserTest(
  name: string,
  body: (chromium: string) => Promise<void>,
  timeoutMs = 30_000,
): void {
  if (chromium === null && !required) test.skip(name, () => {})
  else test(name, () => body(chromium ?? missing()), timeoutMs)
}

function missing(): never {
  throw new Error(`browser tests need Chromium: ${chromiumHint}`)
}
