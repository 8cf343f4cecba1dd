/** A real browser: Debian's Chromium, driven by playwright-core, which brings none of its own. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

export const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Why browser tests cannot run here; null when they can. */
export const missing: string | null = existsSync(CHROMIUM_PATH)
  ? null
  : `there is no Chromium at ${CHROMIUM_PATH}: install it, or set CHROMIUM_PATH`

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM_PATH,
    args: [
      // A container has no user namespaces for the sandbox; the pages are our own.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
