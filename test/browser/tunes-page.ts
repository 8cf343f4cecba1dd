/** One page of Tunes in a browser: what every test of it begins with. */
import { afterAll, beforeAll, expect } from 'bun:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { browserTest } from '../browser-test.ts'
import { chromium } from '../chromium.ts'
import { launch } from './chromium.ts'
import { type ServedApp, serveApp } from './served-app.ts'

/** A browser's test takes seconds, and the first one waits for the library to be made. */
const TEST_MS_MAX = 120_000
const WAIT_MS_MAX = 15_000

export const DESK = { width: 1280, height: 800 }
export const PHONE = { width: 360, height: 740 }

export type PageOptions = BrowserContextOptions & { readonly persona?: string }

export interface Theatre {
  /** Address of the server, without a slash at its end. */
  url(): string
  /**
   * Opens the page at a hash, as a persona. A mistake that the page reports fails the test, and so does a
   * request to anybody else's server.
   */
  withPage(hash: string, use: (page: Page) => Promise<void>, options?: PageOptions): Promise<void>
}

/** A test under a limit that fits a browser; skipped where there is none. */
export const browsing = (name: string, body: () => Promise<void>) => browserTest(name, body, TEST_MS_MAX)

/** Starts the server and the browser before the tests of a `describe`, and stops them after. */
export function theatre(): Theatre {
  let app: ServedApp | undefined
  let browser: Browser | undefined

  beforeAll(async () => {
    if (chromium === null) return
    app = await serveApp('apps/tunes/app.ts')
    browser = await launch(chromium)
  }, TEST_MS_MAX)

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  }, TEST_MS_MAX)

  const url = () => app?.url.replace(/\/$/, '') ?? ''
  return {
    url,
    async withPage(hash, use, { persona = '', ...options } = {}) {
      if (!browser) throw new Error('the browser did not start')
      const context = await browser.newContext({ viewport: DESK, reducedMotion: 'reduce', ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(WAIT_MS_MAX)
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(error.message))
      page.on('request', (request) => {
        const asked = request.url()
        if (!asked.startsWith(url()) && !/^(?:blob|data):/.test(asked)) problems.push(`asked ${asked}`)
      })
      await context.addInitScript((name) => localStorage.setItem('tunes.persona', name), persona)
      try {
        await page.goto(`${url()}/${hash}`)
        await page.locator('main .view').waitFor()
        await use(page)
        expect(problems).toEqual([])
      } finally {
        await context.close()
      }
    },
  }
}

/** Waits until the song that is playing has come past a second. */
export async function playedPast(page: Page, second: number): Promise<void> {
  await page.waitForFunction((past) => (document.querySelector('audio')?.currentTime ?? 0) > past, second)
}
