import { afterAll, describe, expect, test } from 'bun:test'
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { browserTest } from '../../test/browser-test.ts'
import { app, id, ref, table, text, users } from '../model/index.ts'
import { start } from '../testing.ts'
import { serveDocs } from './docs.ts'

const ask = (init?: RequestInit) => serveDocs(new Request('http://offstage.test/docs', init))

describe('the page of /docs', () => {
  test('carries all that it needs, and its policy lets nothing else in', async () => {
    const response = await ask()
    const html = await response.text()
    const policy = response.headers.get('content-security-policy') ?? ''
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(html) ?? []
    const [, script = ''] = /<script type="module">([\s\S]*)<\/script>/.exec(html) ?? []
    const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`
    expect(style.length).toBeGreaterThan(1000)
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${digest(style)}`,
      `script-src ${digest(script)}`,
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
    expect(html.match(/(?:https?:)?\/\/[a-z]/gi)).toBeNull()
    expect(html.length).toBeLessThan(25_000)
  })

  test('is sent again only when it changed', async () => {
    const etag = (await ask()).headers.get('etag') ?? ''
    expect((await ask({ headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await ask({ headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  test('has a head, and takes nothing', async () => {
    const head = await ask({ method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    await expect(ask({ method: 'POST' })).rejects.toThrow('Unsupported HTTP method: POST')
  })
})

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

const cards = table(
  {
    id: id(),
    title: text().comment('With `code` and <img src=x onerror=alert(1)>.'),
    owner: ref(() => users).default('me'),
  },
  { comment: 'What people <b>pin up</b>.' },
).access({ read: true, write: ({ row, me }) => row.owner.is(me.id) })

const house = await start(app({ name: 'board', tables: { cards } }))
const server = Bun.serve({ port: 0, fetch: (request) => house.fetch(request) })
const origin = `http://127.0.0.1:${server.port}`
afterAll(async () => {
  await server.stop(true)
  await house.stop()
})

/**
 * Opens the page, and fails for what it asks of others, for what its policy refuses and for its own mistakes.
 */
async function visit(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0],
  use: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext(options ?? {})
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    const expected = message.text().includes('the server responded with a status of 401')
    if (message.type() === 'error' && !expected) problems.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      problems.push(`asked ${request.url()}`)
  })
  await page.goto(`${origin}/docs`)
  await page.getByRole('heading', { name: 'cards' }).waitFor()
  await use(page)
  expect(problems).toEqual([])
  await context.close()
}

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

async function accessProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(' ')}: ${node.failureSummary}`))
}

const withBrowser = async (path: string, use: (browser: Browser) => Promise<void>) => {
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    await use(browser)
  } finally {
    await browser.close()
  }
}

describe('in a browser', () => {
  browserTest('shows what the caller may do, and what changes with another key', (path) =>
    withBrowser(path, async (browser) => {
      await house
        .service()
        .from('users')
        .insert({ id: house.idOf('ana') })
      const pinned = { title: 'Tea at four', owner: house.idOf('ana') }
      expect((await house.service().from('cards').insert(pinned)).error).toBeNull()
      await visit(browser, {}, async (page) => {
        const verbs = () => page.locator('summary .verb').allTextContents()
        expect(await page.title()).toBe('board: the API')
        expect(await verbs()).toEqual(['GET', 'Row'])
        expect(await page.getByText('What people <b>pin up</b>.').count()).toBe(1)

        await page.locator('summary', { hasText: 'Row' }).click()
        expect(await page.getByText('With code and <img src=x onerror=alert(1)>.').count()).toBe(1)

        // By keyboard alone.
        await page.locator('summary', { hasText: 'GET' }).focus()
        await page.keyboard.press('Enter')
        await page.getByLabel('title', { exact: false }).first().fill('like.Tea*')
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: '200, Content-Range: 0-0/*' }).waitFor()
        expect(await page.getByLabel('The answer').textContent()).toContain('"title": "Tea at four"')
        expect(await page.getByLabel('The request for curl').textContent()).toContain(
          '/cards?title=like.Tea*',
        )

        await page.getByLabel('Key').fill(house.keys.secret)
        await page.getByLabel('Key').press('Enter')
        await page.getByRole('heading', { name: 'users' }).waitFor()
        expect((await verbs()).slice(0, 5)).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

        // A change without a filter is asked about first.
        const asked: string[] = []
        page.on('dialog', (dialog) => {
          asked.push(dialog.message())
          void dialog.dismiss()
        })
        await page.locator('summary', { hasText: 'DELETE' }).first().click()
        await page.getByRole('form', { name: 'DELETE /cards' }).getByRole('button').click()
        expect(asked).toEqual(['Without a filter, every row is meant. Delete cards?'])
        expect((await house.service().from('cards').select('title')).data).toHaveLength(1)

        await page.getByLabel('Key').fill('wrong')
        await page.getByLabel('Key').press('Enter')
        await page.getByText('401: ').waitFor()
        expect(await verbs()).toEqual([])
      })
    }),
  )

  browserTest('is readable for everybody: dark, light, on a phone', (path) =>
    withBrowser(path, async (browser) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const viewport of [
          { width: 1280, height: 800 },
          { width: 360, height: 740 },
        ]) {
          await visit(browser, { colorScheme, viewport }, async (page) => {
            for (const summary of await page.locator('summary').all()) await summary.click()
            await page.getByRole('button', { name: 'Send' }).first().click()
            await page.getByLabel('The answer').waitFor()
            expect(await accessProblems(page)).toEqual([])
            const width = await page.evaluate(() => document.documentElement.scrollWidth)
            expect(width).toBeLessThanOrEqual(viewport.width)
          })
        }
      }
    }),
  )
})
