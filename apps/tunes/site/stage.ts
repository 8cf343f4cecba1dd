/** What every view is given, and the small things that all of them do: announce, complain, ask. */
import { byId, type Child, h } from './dom.ts'
import type { Listening } from './persona.ts'
import type { Player } from './player.ts'
import type { Queries } from './queries.ts'
import { sentenceOf } from './refusal.ts'

export interface Stage {
  readonly ask: Queries
  readonly player: Player
  /** Who is listening now. */
  listening(): Listening
  /** Draws the current view again, after something changed. */
  refresh(): Promise<void>
  /** Draws the list of the listener's own playlists again. */
  refreshOwn(): Promise<void>
}

/** A drawn view: the words for the title of the window, and what goes into `main`. */
export interface Drawn {
  readonly title: string
  readonly content: Child
}

export type View = (stage: Stage, argument: string) => Promise<Drawn>

const TOAST_MS = 6000

/** Says something to those who cannot see it happen. */
export function announce(words: string): void {
  byId('live', HTMLDivElement).textContent = words
}

/** Shows a sentence for a while; it is also read aloud. */
export function toast(words: string, kind: 'done' | 'refused' = 'done'): void {
  const box = h('div', { class: `toast toast-${kind}` }, words)
  byId('toasts', HTMLDivElement).append(box)
  setTimeout(() => box.remove(), TOAST_MS)
}

/** Does something that the server may refuse; a refusal is shown, not thrown. Says whether it was done. */
export async function attempt(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work()
    if (done) toast(done)
    return true
  } catch (error) {
    toast(sentenceOf(error), 'refused')
    return false
  }
}

/** Opens a dialog; it is gone from the page when it closes, and focus is back where it was. */
export function openDialog(title: string, fill: (close: () => void) => Child): void {
  const before = document.activeElement
  const heading = h('h2', { id: 'dialog-title' }, title)
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' })
  dialog.append(
    heading,
    h(
      'div',
      {},
      fill(() => dialog.close()),
    ),
  )
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (before instanceof HTMLElement) before.focus()
  })
  // A click on the backdrop reaches the dialog itself; one inside reaches something in it.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })
  document.body.append(dialog)
  dialog.showModal()
}

/** A dialog that asks for one line of text. */
export function askForText(options: {
  readonly title: string
  readonly label: string
  readonly value: string
  readonly action: string
  readonly lengthMax: number
  readonly save: (text: string) => Promise<boolean>
}): void {
  openDialog(options.title, (close) => {
    const input = h('input', {
      id: 'dialog-text',
      type: 'text',
      value: options.value,
      maxlength: options.lengthMax,
      required: true,
      autocomplete: 'off',
      autofocus: true,
    })
    return h(
      'form',
      {
        class: 'form',
        onsubmit: async (event) => {
          event.preventDefault()
          if (await options.save(input.value.trim())) close()
        },
      },
      h('label', { for: 'dialog-text' }, options.label),
      input,
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', class: 'plain', onclick: close }, 'Cancel'),
        h('button', { type: 'submit', class: 'primary' }, options.action),
      ),
    )
  })
}
