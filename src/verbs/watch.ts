/** Tells which files changed, a moment after the last of a burst: editors write one file in several steps. */
import { existsSync, type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

/** An editor that saves, and a formatter behind it, should cost one reload. */
const QUIET_MS = 60

export class Watch {
  private readonly watchers = new Map<string, FSWatcher>()
  private changed = new Set<string>()
  private timer: ReturnType<typeof setTimeout> | undefined

  /** @param onChange is given absolute paths, and may be called while an earlier call is at work */
  constructor(private readonly onChange: (paths: ReadonlySet<string>) => void) {}

  /** Watches these folders, not those inside them, and no others from now on. */
  follow(folders: Iterable<string>): void {
    const wanted = new Set(folders)
    for (const folder of this.watchers.keys()) if (!wanted.has(folder)) this.drop(folder)
    for (const folder of wanted) if (!this.watchers.has(folder) && existsSync(folder)) this.add(folder)
  }

  close(): void {
    clearTimeout(this.timer)
    for (const folder of [...this.watchers.keys()]) this.drop(folder)
  }

  private add(folder: string): void {
    const watcher = watch(folder, (_, name) => {
      if (name !== null) this.note(join(folder, name))
    })
    watcher.on('error', () => this.drop(folder))
    this.watchers.set(folder, watcher)
  }

  private drop(folder: string): void {
    this.watchers.get(folder)?.close()
    this.watchers.delete(folder)
  }

  private note(path: string): void {
    // A folder that was taken away and put back, as by a change of branches, is another one now.
    if (this.watchers.has(path)) this.drop(path)
    this.changed.add(path)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      const paths = this.changed
      this.changed = new Set()
      this.onChange(paths)
    }, QUIET_MS)
  }
}
