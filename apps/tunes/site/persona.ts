/**
 * Who is listening. In development the server hands out a token for a name; where it does not, everybody is a guest
 * and there is no menu.
 */
import { byId, h } from './dom.ts'

interface Persona {
  readonly name: string
  readonly label: string
  readonly roles: readonly string[]
}

const PERSONAS: readonly Persona[] = [
  { name: '', label: 'Guest', roles: [] },
  { name: 'ana', label: 'Ana', roles: [] },
  { name: 'ben', label: 'Ben', roles: [] },
  { name: 'eve', label: 'Eve, editor', roles: ['editor'] },
]
const GUEST = PERSONAS[0] as Persona
const REMEMBERED = 'tunes.persona'

export interface Listening {
  readonly label: string
  /** The id of the listener; null for a guest. */
  readonly id: string | null
  readonly token: string | null
  readonly editor: boolean
}

export interface PersonaMenu {
  now(): Listening
}

const asGuest: Listening = { label: GUEST.label, id: null, token: null, editor: false }

/** The menu of who may listen, with the one chosen last time; calls `changed` after each choice. */
export async function personaMenu(changed: () => void): Promise<PersonaMenu> {
  const remembered = PERSONAS.find((persona) => persona.name === localStorage.getItem(REMEMBERED)) ?? GUEST
  let now = await become(remembered)
  const select = byId('persona-select', HTMLSelectElement)
  select.replaceChildren(...PERSONAS.map(({ name, label }) => h('option', { value: name }, label)))
  select.value = now.id === null ? GUEST.name : remembered.name
  select.addEventListener('change', async () => {
    now = await become(PERSONAS.find((persona) => persona.name === select.value) ?? GUEST)
    localStorage.setItem(REMEMBERED, select.value)
    changed()
  })
  byId('persona', HTMLDivElement).hidden = false
  return { now: () => now }
}

export const guestOnly: PersonaMenu = { now: () => asGuest }

/** Asks for a token of development. A server that has none for us leaves us a guest. */
async function become({ name, label, roles }: Persona): Promise<Listening> {
  if (name === GUEST.name) return asGuest
  const response = await fetch('/offstage/persona', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: name, roles }),
  })
  if (!response.ok) return asGuest
  const answer = (await response.json()) as { access_token: string; user: { id: string } }
  return { label, id: answer.user.id, token: answer.access_token, editor: roles.includes('editor') }
}
