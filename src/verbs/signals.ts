/** Being told to stop. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Resolves at the first signal; later ones change nothing, and no longer end the process by themselves. A
 * terminal's Ctrl-C reaches this process more than once: from the terminal and from the launcher.
 */
export function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve())
  })
}
