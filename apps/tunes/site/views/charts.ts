/** The chart of a week: forty songs, and where each was the week before. */
import { empty } from '../cards.ts'
import { h } from '../dom.ts'
import { count, longDate } from '../format.ts'
import { icon } from '../icons.ts'
import { songList } from '../song-list.ts'
import type { Drawn, Stage } from '../stage.ts'

const PLACES = 40

export async function charts(stage: Stage, wanted: string): Promise<Drawn> {
  const weeks = await stage.ask.weeks()
  const at = Math.max(0, weeks.indexOf(wanted))
  const week = weeks[at]
  if (week === undefined)
    return { title: 'Charts', content: [h('h1', {}, 'Charts'), empty('There is no chart yet.')] }
  const before = weeks[at + 1]
  const [places, ranks] = await Promise.all([
    stage.ask.chart(week, PLACES),
    before === undefined ? new Map<string, number>() : stage.ask.ranks(before),
  ])
  const songs = places.map((place) => place.song)
  const list = songList(stage, songs, {
    lead: (index) => [
      String(index + 1),
      before === undefined ? null : movement(index + 1, ranks.get(songs[index]?.id ?? '')),
    ],
    note: (index) => `${count(places[index]?.plays ?? 0)} plays`,
  })
  list.classList.add('songs-chart')
  return {
    title: `Charts, ${longDate(week)}`,
    content: [
      h('div', { class: 'page-head' }, h('h1', {}, 'Charts'), weekSwitch(weeks, at)),
      h(
        'p',
        { class: 'actions-row' },
        h(
          'button',
          { type: 'button', class: 'primary', onclick: () => stage.player.play(songs, 0) },
          icon('play'),
          'Play all',
        ),
      ),
      list,
    ],
  }
}

function weekSwitch(weeks: readonly string[], at: number): HTMLElement {
  const step = (to: number, label: string, name: 'back' | 'forward') => {
    const week = weeks[to]
    return week === undefined
      ? h('span', { class: 'icon-button is-off', 'aria-hidden': 'true' }, icon(name))
      : h('a', { class: 'icon-button', href: `#/charts/${week}`, 'aria-label': label }, icon(name))
  }
  return h(
    'div',
    { class: 'week' },
    step(at + 1, 'The week before', 'back'),
    h('span', {}, `Week of ${longDate(weeks[at] as string)}`),
    step(at - 1, 'The week after', 'forward'),
  )
}

/** Up, down, the same place, or new: said in words too, since a colour and an arrow say nothing aloud. */
function movement(rank: number, before: number | undefined): HTMLElement {
  const by = before === undefined ? 0 : before - rank
  const [kind, sign, words] =
    before === undefined
      ? ['new', 'new', 'new this week']
      : by > 0
        ? ['up', `▲ ${by}`, `up ${by}`]
        : by < 0
          ? ['down', `▼ ${-by}`, `down ${-by}`]
          : ['same', '–', 'same place']
  return h(
    'span',
    { class: `movement movement-${kind}` },
    h('span', { 'aria-hidden': 'true' }, sign),
    h('span', { class: 'visually-hidden' }, words),
  )
}
