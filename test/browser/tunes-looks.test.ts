/** How Tunes looks: contrast and names for axe-core, on a phone, in the dark, and standing still. */
import { describe, expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { browsing, DESK, PHONE, playedPast, theatre } from './tunes-page.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

describe('the looks of Tunes', () => {
  const { withPage } = theatre()

  const views = ['', '#/charts', '#/artists', '#/search/night', '#/playlists', '#/search/zzzz']

  /** What axe-core finds, as one line each. */
  async function accessProblems(page: Page): Promise<string[]> {
    await page.evaluate(AXE)
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
      interface Violation {
        id: string
        impact: string
        nodes: { target: string[]; failureSummary: string }[]
      }
      return (await axe.run()).violations
    })
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
      )
  }

  // Colours change with the scheme and places with the width: two of the four pairs see all of either.
  for (const [colorScheme, viewport] of [
    ['light', DESK],
    ['dark', PHONE],
  ] as const) {
    browsing(`has nothing serious for axe-core to find (${colorScheme}, ${viewport.width} px)`, async () => {
      const options = { colorScheme, viewport, persona: 'ana' }
      for (const view of views) {
        await withPage(view, async (page) => expect(await accessProblems(page), view).toEqual([]), options)
      }
      await withPage(
        '#/playlists',
        async (page) => {
          await page.locator('.card-title').first().click()
          await page.locator('.view-playlist .song-play').first().click()
          await playedPast(page, 0.1)
          expect(await accessProblems(page), 'a playlist that plays').toEqual([])
          await page.getByRole('button', { name: 'Rename' }).click()
          expect(await accessProblems(page), 'a dialog').toEqual([])
        },
        options,
      )
    })
  }

  browsing('fits a phone: nothing sticks out, the navigation is at the bottom', async () => {
    for (const view of views) {
      await withPage(
        view,
        async (page) => {
          expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(
            PHONE.width,
          )
          const bar = await page.getByRole('navigation', { name: 'Library' }).boundingBox()
          const player = await page.locator('#player').boundingBox()
          expect(Math.round((bar?.y ?? 0) + (bar?.height ?? 0))).toBe(PHONE.height)
          expect(Math.round((player?.y ?? 0) + (player?.height ?? 0))).toBeLessThanOrEqual(
            Math.round(bar?.y ?? 0) + 1,
          )
        },
        { viewport: PHONE, isMobile: true, hasTouch: true },
      )
    }
  })

  browsing('is dark where the listener likes it dark', async () => {
    const grounds: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await withPage(
        '',
        async (page) => {
          grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor))
        },
        { colorScheme },
      )
    }
    expect(grounds).toEqual(['rgb(250, 248, 244)', 'rgb(19, 18, 21)'])
  })

  browsing('stands still while it loads', () =>
    withPage('', async (page) => {
      const shift = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value
            }).observe({ type: 'layout-shift', buffered: true })
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
          }),
      )
      // Google's "good" is 0.1 (https://web.dev/articles/cls).
      expect(shift).toBeLessThan(0.1)
    }),
  )
})
