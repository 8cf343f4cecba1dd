/** All artists, by genre. */
import { GENRES } from '../../music/genres.ts'
import { artistCards, empty } from '../cards.ts'
import { h } from '../dom.ts'
import { announce, attempt, type Drawn, type Stage } from '../stage.ts'

const PAGE = 48

export async function artists(stage: Stage, wanted: string): Promise<Drawn> {
  const genre = GENRES.find((name) => name === wanted) ?? null
  const first = await stage.ask.artists(genre, 0, PAGE)
  const grid = artistCards(first)
  const more = h('button', { type: 'button', class: 'secondary', onclick: () => void load() }, 'Show more')
  const load = () =>
    attempt(async () => {
      const next = await stage.ask.artists(genre, grid.children.length, PAGE)
      const cards = [...artistCards(next).children]
      grid.append(...cards)
      more.hidden = next.length < PAGE
      announce(`${next.length} more artists`)
      cards[0]?.querySelector('a')?.focus()
    })
  more.hidden = first.length < PAGE
  const chip = (label: string, href: string, chosen: boolean) =>
    h('a', { class: 'chip', href, 'aria-current': chosen ? 'page' : null }, label)
  return {
    title: genre === null ? 'Artists' : `${genre} artists`,
    content: [
      h('h1', {}, 'Artists'),
      h(
        'nav',
        { class: 'chips', 'aria-label': 'Genres' },
        chip('All', '#/artists', genre === null),
        GENRES.map((name) => chip(name, `#/artists/${encodeURIComponent(name)}`, name === genre)),
      ),
      first.length > 0 ? grid : empty('No artist here yet.'),
      h('p', { class: 'center' }, more),
    ],
  }
}
