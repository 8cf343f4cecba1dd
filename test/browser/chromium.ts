/** A real browser: the machine's own Chromium, driven by playwright-core, which brings none. */
import { type Browser, chromium } from 'playwright-core'

/** @param program path of the browser's program, as `../chromium.ts` finds it */
export function launch(program: string): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
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
