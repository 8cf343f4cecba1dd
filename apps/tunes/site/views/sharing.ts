/** Who a playlist is shared with. Its owner invites and removes; a member may leave. */
import { h } from '../dom.ts'
import { icon } from '../icons.ts'
import type { Playlist } from '../queries.ts'
import { attempt, type Stage } from '../stage.ts'

export function sharing(
  stage: Stage,
  found: Playlist,
  owns: boolean,
  names: ReadonlyMap<string, string>,
): HTMLElement {
  const members = found.playlist_members.map((member) => member.user)
  const me = stage.listening().id
  const remove = async (user: string) => {
    const leaving = user === me
    const done = await attempt(
      () => stage.ask.uninvite(found.id, user),
      leaving ? 'You left the playlist.' : 'No longer shared with them.',
    )
    if (!done) return
    await stage.refreshOwn()
    if (leaving) location.hash = '#/playlists'
    else await stage.refresh()
  }
  return h(
    'section',
    { class: 'section panel', 'aria-labelledby': 'sharing-title' },
    h('h2', { id: 'sharing-title' }, icon('people'), 'Shared with'),
    members.length === 0 ? h('p', { class: 'soft' }, 'Nobody yet. Members may listen and add songs.') : null,
    h(
      'ul',
      { class: 'people' },
      members.map((user) => {
        const name = names.get(user) ?? 'Somebody'
        const label = user === me ? 'Leave' : 'Remove'
        const press = () => void remove(user)
        const button = h(
          'button',
          { type: 'button', class: 'plain', 'aria-label': `${label} ${name}`, onclick: press },
          label,
        )
        return h('li', {}, h('span', {}, name), owns || user === me ? button : null)
      }),
    ),
    owns ? inviteForm(stage, found, members) : null,
  )
}

function inviteForm(stage: Stage, found: Playlist, members: readonly string[]): HTMLElement {
  const select = h('select', { id: 'invite' })
  const submit = h('button', { type: 'submit', class: 'secondary' }, 'Share')
  void attempt(async () => {
    const listeners = await stage.ask.listeners()
    const others = listeners.filter(({ user }) => user !== found.owner && !members.includes(user))
    select.replaceChildren(...others.map(({ user, name }) => h('option', { value: user }, name)))
    submit.disabled = others.length === 0
  })
  const invite = async (event: Event) => {
    event.preventDefault()
    const name = select.selectedOptions[0]?.textContent ?? ''
    if (await attempt(() => stage.ask.invite(found.id, select.value), `Shared with ${name}.`))
      await stage.refresh()
  }
  return h(
    'form',
    { class: 'form form-line', onsubmit: (event) => void invite(event) },
    h('label', { for: 'invite' }, 'Share with'),
    select,
    submit,
  )
}
