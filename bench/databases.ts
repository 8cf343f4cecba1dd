/** Where the candidates' databases are: filled once a run, copied for every round. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const DATA = join(import.meta.dir, '.data')

export interface Databases {
  /** The database's own server; null where it runs inside the candidate's process. */
  readonly pid: number | null
  /** Makes a database with `fill`, to be copied. */
  filled(name: string, fill: (database: string) => Promise<void>): Promise<string>
  /** A copy that a round may write to, on the disk before anybody's clock runs. */
  copy(filled: string, name: string): Promise<string>
  drop(database: string): Promise<void>
  close(): Promise<void>
}

/** Files of SQLite's in a folder. */
export function files(folder: string): Databases {
  rmSync(folder, { recursive: true, force: true })
  return {
    pid: null,
    async filled(name, fill) {
      const path = join(folder, 'filled', `${name}.sqlite`)
      mkdirSync(dirname(path), { recursive: true })
      await fill(path)
      if (!existsSync(path)) throw new Error(`${name} has made no database`)
      return path
    },
    async copy(filled, name) {
      const path = join(folder, 'run', name, 'songs.sqlite')
      mkdirSync(dirname(path), { recursive: true })
      copyFileSync(filled, path)
      Bun.spawnSync(['sync', path])
      return path
    },
    async drop(database) {
      rmSync(dirname(database), { recursive: true, force: true })
    },
    async close() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
