/**
 * Who is listening. In development the server hands out a token for a name; where it does not, everybody is a guest
 * and the menu stays away.
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

/** Shows the menu where the server offers tokens; calls `changed` after each choice. */
export async function personaMenu(changed: () => void): Promise<PersonaMenu> {
  let now: Listening = guest()
  const choose = async (persona: Persona) => {
    const token = persona === GUEST ? null : await tokenOf(persona)
    now =
      token === null
        ? guest()
        : { ...persona, id: subject(token), token, editor: persona.roles.includes('editor') }
    localStorage.setItem(REMEMBERED, token === null ? '' : persona.name)
    return token !== null || persona === GUEST
  }
  // The first question tells whether there are tokens at all: ask as the one remembered.
  const remembered = PERSONAS.find((persona) => persona.name === localStorage.getItem(REMEMBERED)) ?? GUEST
  const offered =
    remembered === GUEST ? (await tokenOf(PERSONAS[1] as Persona)) !== null : await choose(remembered)
  if (offered) {
    const select = byId('persona-select', HTMLSelectElement)
    select.replaceChildren(...PERSONAS.map(({ name, label }) => h('option', { value: name }, label)))
    select.value = now.id === null ? '' : remembered.name
    select.addEventListener('change', async () => {
      await choose(PERSONAS.find((persona) => persona.name === select.value) ?? GUEST)
      changed()
    })
    byId('persona', HTMLDivElement).hidden = false
  }
  return { now: () => now }
}

function guest(): Listening {
  return { label: GUEST.label, id: null, token: null, editor: false }
}

/** A token of development, or null where the server has no such thing. */
async function tokenOf({ name, roles }: Persona): Promise<string | null> {
  const response = await fetch('/offstage/dev-token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: name, roles }),
  })
  if (!response.ok) return null
  const { access_token } = (await response.json()) as { access_token: string }
  return access_token
}

/** The `sub` claim. The server verifies tokens; the page only wants to know its own name. */
function subject(token: string): string | null {
  const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''
  const claims: unknown = JSON.parse(atob(payload))
  return typeof claims === 'object' && claims !== null && 'sub' in claims ? String(claims.sub) : null
}
