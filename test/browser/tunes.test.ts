/** Tunes as its listeners use it: in a real Chromium, against a server of its own. */
import { describe, expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { browsing, playedPast, theatre } from './tunes-page.ts'

describe('Tunes', () => {
  const { url, withPage } = theatre()

  const seconds = (page: Page) =>
    page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)

  browsing('finds songs while one types, and says how many', () =>
    withPage('', async (page) => {
      await page.locator('#search').pressSequentially('rain', { delay: 30 })
      await page.getByRole('heading', { name: /songs? with “rain”/ }).waitFor()
      const titles = await page.locator('.view-search .song-title').allTextContents()
      expect(titles.length).toBeGreaterThan(5)
      expect(titles.filter((title) => !title.toLowerCase().includes('rain'))).toEqual([])
      expect(await page.locator('#live').textContent()).toMatch(/^\d+ songs with “rain”$/)
      await page.locator('#search').fill('%_(),"\\')
      await page.getByText('Nothing is called').waitFor()
    }),
  )

  browsing('goes from an artist to an album to a song', () =>
    withPage('#/artists/Jazz', async (page) => {
      await page.locator('.card-title').first().click()
      await page
        .locator('.view-artist .section', { hasText: 'Albums' })
        .locator('.card-title')
        .first()
        .click()
      await page.locator('.view-album .song').first().waitFor()
      const tracks = await page.locator('.view-album .song-lead').allTextContents()
      expect(tracks).toEqual(tracks.map((_, i) => String(i + 1)))
    }),
  )

  browsing('shows a chart for every week', () =>
    withPage('#/charts', async (page) => {
      expect(await page.locator('.song').count()).toBe(40)
      const week = await page.locator('.week span').first().textContent()
      await page.getByRole('link', { name: 'The week before' }).click()
      await page.waitForFunction((old) => document.querySelector('.week span')?.textContent !== old, week)
      expect(await page.locator('.song').count()).toBe(40)
    }),
  )

  browsing('plays a recording, seeks in it, and goes to the next song', () =>
    withPage('#/charts', async (page) => {
      const parts: number[] = []
      page.on('response', (response) => {
        if (response.url().endsWith('.wav')) parts.push(response.status())
      })
      await page.locator('.song-play').first().click()
      await playedPast(page, 0.5)
      expect(await page.locator('.player-title').textContent()).toBe(
        await page.locator('.song-title').first().textContent(),
      )
      expect(parts).toContain(206)
      await page.getByRole('slider', { name: 'Position in the song' }).fill('8')
      await playedPast(page, 8)
      expect(
        await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.duration),
      ).toBeGreaterThan(10)
      await page.getByRole('button', { name: 'Next song' }).click()
      await page.locator('.song').nth(1).and(page.locator('.is-playing')).waitFor()
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
      const paused = await seconds(page)
      await page.locator('.is-playing').waitFor({ state: 'detached' })
      expect(await seconds(page)).toBeCloseTo(paused, 0)
    }),
  )

  browsing('composes a piece for a song without a recording', () =>
    withPage('#/search/rain', async (page) => {
      await page.locator('.song-play').first().click()
      await playedPast(page, 0.5)
      expect(await page.locator('audio').getAttribute('src')).toStartWith('blob:')
      expect(await page.locator('.player-preview').isVisible()).toBe(true)
    }),
  )

  browsing('works by keyboard alone', () =>
    withPage('', async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.locator(':focus').textContent()).toBe('Skip to content')
      await page.keyboard.press('Enter')
      expect(await page.locator(':focus').getAttribute('id')).toBe('main')
      await page.keyboard.press('/')
      await page.keyboard.type('night')
      await page.getByRole('heading', { name: /songs? with “night”/ }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      expect(await page.locator('.song').nth(1).locator('.song-play:focus').count()).toBe(1)
      await page.keyboard.press('Enter')
      await playedPast(page, 0.2)
      await page.keyboard.press('ArrowRight')
      await playedPast(page, 5)
      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
      expect(await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(true)
    }),
  )

  browsing('keeps a playlist: made, filled, put in order, renamed, noted on, shared, deleted', async () => {
    let address = ''
    await withPage(
      '#/charts',
      async (page) => {
        await page.getByRole('button', { name: 'New playlist' }).click()
        await page.getByRole('textbox', { name: 'Name' }).fill('Train songs')
        await page.getByRole('button', { name: 'Create' }).click()
        await page.getByRole('heading', { name: 'Train songs' }).waitFor()
        address = new URL(page.url()).hash
        await page.goto(`${url()}/#/charts`)
        const titles: string[] = []
        for (const place of [0, 1, 2]) {
          const row = page.locator('.view-charts .song').nth(place)
          titles.push((await row.locator('.song-title').textContent()) ?? '')
          await row.getByRole('button', { name: /to a playlist$/ }).click()
          await page.locator('dialog').getByRole('button', { name: 'Train songs' }).click()
          await page.locator('dialog').waitFor({ state: 'detached' })
        }
        await page.goto(`${url()}/${address}`)
        await page.locator('.view-playlist .song').nth(2).waitFor()
        expect(await page.locator('.song-title').allTextContents()).toEqual(titles)
        await page.getByRole('button', { name: `Move ${titles[2]} up`, exact: true }).click()
        await page.getByText(`${titles[2]} is number 2 now`).waitFor({ state: 'attached' })
        expect(await page.locator('.song-title').allTextContents()).toEqual([
          titles[0],
          titles[2],
          titles[1],
        ] as string[])
        await page.getByRole('button', { name: `Remove ${titles[0]}`, exact: true }).click()
        await page.locator('.song').nth(2).waitFor({ state: 'detached' })
        await page.getByRole('button', { name: 'Rename' }).click()
        await page.getByRole('textbox', { name: 'Name' }).fill('Ferry songs')
        await page.getByRole('button', { name: 'Save', exact: true }).click()
        await page.getByRole('heading', { name: 'Ferry songs' }).waitFor()
        await page.getByLabel('Your notes').fill('Not for Ben.')
        await page.getByRole('button', { name: 'Save notes' }).click()
        await page.getByText('Notes saved.').waitFor()
        await page.getByLabel('Share with').selectOption('Ben')
        await page.getByRole('button', { name: 'Share', exact: true }).click()
        await page.getByRole('button', { name: 'Remove Ben' }).waitFor()
        await page.reload()
        expect(await page.getByLabel('Your notes').inputValue()).toBe('Not for Ben.')
      },
      { persona: 'ana' },
    )
    await withPage(address, async (page) => {
      await page.getByText('There is no such playlist, or it is not shared with you.').waitFor()
    })
    await withPage(
      address,
      async (page) => {
        await page.getByRole('heading', { name: 'Ferry songs' }).waitFor()
        expect(await page.content()).not.toContain('Not for Ben.')
        expect(await page.getByRole('button', { name: 'Rename' }).count()).toBe(0)
        // Meanwhile Ana stops sharing: what Ben's page still offers, the server refuses.
        await page.goto(`${url()}/#/charts`)
        await page
          .locator('.view-charts .song')
          .nth(9)
          .getByRole('button', { name: /to a playlist$/ })
          .click()
        const choice = page.locator('dialog').getByRole('button', { name: 'Ferry songs' })
        await choice.waitFor()
        await withPage(
          address,
          async (hers) => {
            await hers.getByRole('button', { name: 'Remove Ben' }).click()
            await hers.getByText('Nobody yet.').waitFor()
            await hers.getByRole('button', { name: 'Delete' }).click()
            await hers.locator('dialog').getByRole('button', { name: 'Keep it' }).click()
          },
          { persona: 'ana' },
        )
        await choice.click()
        await page.locator('.toast-refused').waitFor()
        await page.keyboard.press('Escape')
      },
      { persona: 'ben' },
    )
    await withPage(
      address,
      async (page) => {
        await page.getByRole('button', { name: 'Delete' }).click()
        await page.locator('dialog').getByRole('button', { name: 'Delete' }).click()
        await page.getByRole('heading', { name: 'Playlists', exact: true }).waitFor()
        expect(await page.getByRole('link', { name: 'Ferry songs' }).count()).toBe(0)
      },
      { persona: 'ana' },
    )
  })

  browsing('lets an editor correct a title, and nobody else', async () => {
    await withPage('#/charts', async (page) => {
      expect(await page.getByRole('button', { name: /^Edit the title/ }).count()).toBe(0)
    })
    await withPage(
      '#/charts',
      async (page) => {
        await page
          .getByRole('button', { name: /^Edit the title/ })
          .nth(5)
          .click()
        await page.getByRole('textbox', { name: 'Title' }).fill('A Better Title')
        await page.getByRole('button', { name: 'Save' }).click()
        await page.locator('.song').nth(5).getByText('A Better Title').waitFor()
      },
      { persona: 'eve' },
    )
    await withPage('#/search/a%20better%20title', async (page) => {
      await page.getByText('A Better Title').first().waitFor()
    })
  })

  browsing('remembers what a listener heard', () =>
    withPage(
      '#/charts',
      async (page) => {
        const title = (await page.locator('.song-title').nth(7).textContent()) ?? ''
        const counted = page.waitForResponse((response) => response.url().endsWith('/rest/v1/plays'))
        await page.locator('.song-play').nth(7).click()
        expect((await counted).status()).toBe(201)
        await page.goto(`${url()}/#/`)
        await page
          .locator('.section', { hasText: 'Played lately' })
          .locator('.song-title')
          .first()
          .getByText(title)
          .waitFor()
      },
      { persona: 'ben' },
    ),
  )

  browsing('says what is wrong when the server is away, and goes on when it is back', () =>
    withPage('', async (page) => {
      await page.route('**/rest/v1/**', (route) => route.abort())
      await page.getByRole('link', { name: 'Charts', exact: true }).click()
      await page.getByRole('alert').getByText('The server cannot be reached.').waitFor()
      await page.unroute('**/rest/v1/**')
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.locator('.view-charts .song').first().waitFor()
    }),
  )
})
