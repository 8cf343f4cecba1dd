/** Says that something is going on, without flooding: at most one line a second. */
import type { Shell } from './shell.ts'

const PAUSE_MS = 1000

export interface Progress {
  /** Says it when a second has passed since the last line; the first second passes in silence. */
  readonly say: (line: string) => void
  /** Says the last line that was held back, if anything was said at all. */
  readonly end: () => void
}

export function progressOf(shell: Pick<Shell, 'clock' | 'err'>): Progress {
  let lastMs = shell.clock.nowMs()
  let heldBack: string | null = null
  let spoke = false
  return {
    say(line) {
      const nowMs = shell.clock.nowMs()
      heldBack = line
      if (nowMs - lastMs < PAUSE_MS) return
      lastMs = nowMs
      heldBack = null
      spoke = true
      shell.err(`  ${line}`)
    },
    end() {
      if (spoke && heldBack !== null) shell.err(`  ${heldBack}`)
      heldBack = null
    },
  }
}
