/** Takes the picture in the README: `bun apps/tunes/screenshot.ts` starts Tunes and writes `docs/tunes.png`. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { launch } from '../../test/browser/chromium.ts'
import { serveApp } from '../../test/browser/served-app.ts'
import { chromium, chromiumHint } from '../../test/chromium.ts'

const FILE = join(import.meta.dir, '../../docs/tunes.png')
/** A page that loads a README should not wait for its picture. */
const BYTES_MAX = 400_000

if (chromium === null) throw new Error(chromiumHint)

const app = await serveApp('apps/tunes/app.ts')
const browser = await launch(chromium)
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
  await page.addInitScript(() => localStorage.setItem('tunes.persona', 'ana'))
  await page.goto(app.url)
  await page.getByRole('button', { name: 'Play the chart' }).click()
  await page.waitForFunction(() => (document.querySelector('audio')?.currentTime ?? 0) > 6)
  // The pointer rests where it lights nothing up, and so does the focus.
  await page.mouse.move(640, 20)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.screenshot({ path: FILE })
} finally {
  await browser.close()
  await app.stop()
}
const { size } = statSync(FILE)
if (size > BYTES_MAX) throw new Error(`${FILE} has ${size} bytes, more than ${BYTES_MAX}`)
process.stdout.write(`${FILE}: ${size} bytes\n`)
