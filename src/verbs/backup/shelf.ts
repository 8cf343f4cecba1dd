/** A folder of backups. Only those of one app, under the names that Offstage gives, are seen and removed. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Project } from '../project.ts'
import { removeAbandoned } from './draft.ts'
import { manifestOf, readManifest } from './manifest.ts'

export interface Shelved {
  readonly path: string
  /** When it was taken, in milliseconds since 1970. */
  readonly takenMs: number
}

export class Shelf {
  readonly app: string

  constructor(
    readonly folder: string,
    project: Pick<Project, 'folder'>,
  ) {
    this.app = appOf(project)
  }

  /** A name of its own for the backup of a moment. Without colons, which some disks do not take. */
  pathAt(ms: number): string {
    return join(this.folder, `${this.app}-${stampOf(ms)}.sqlite`)
  }

  /** Backups with their manifests, the newest first. */
  list(): Shelved[] {
    const found = readdirSync(this.folder).flatMap((name): Shelved[] => {
      const takenMs = this.takenMs(name)
      const path = join(this.folder, name)
      return takenMs !== null && this.isOurs(path) ? [{ path, takenMs }] : []
    })
    return found.sort((a, b) => b.takenMs - a.takenMs)
  }

  /** Removes all but the newest. @returns what is gone */
  prune(keep: number): string[] {
    const there = this.list()
    const gone = there.slice(keep).map(({ path }) => path)
    for (const path of [...gone, ...this.strays(there[0]?.takenMs ?? 0)]) {
      // A manifest without its backup says nothing wrong; a backup without its manifest would stay for ever.
      rmSync(path, { force: true })
      rmSync(manifestOf(path), { force: true })
    }
    return gone
  }

  /** Removes what killed backups have left. */
  tidy(clock: Clock): void {
    removeAbandoned(this.folder, `${this.app}-`, clock)
  }

  /** Manifests of what was killed before its backup had a name. A newer one may be of what is being done. */
  private strays(beforeMs: number): string[] {
    const manifests = readdirSync(this.folder).filter((name) => name.endsWith('.json'))
    return manifests
      .map((name) => join(this.folder, name.slice(0, -'.json'.length)))
      .filter((path) => !existsSync(path) && (this.takenMs(basename(path)) ?? beforeMs) < beforeMs)
      .filter((path) => this.isOurs(path))
  }

  private takenMs(name: string): number | null {
    const start = `${this.app}-`
    const [, day, hours, minutes, seconds] =
      /^(\d{4}-\d\d-\d\d)T(\d\d)\.(\d\d)\.(\d\d\.\d{3})Z\.sqlite$/.exec(name.slice(start.length)) ?? []
    if (!name.startsWith(start) || day === undefined) return null
    return Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`)
  }

  /** The manifest says so: a file that only looks like a backup is somebody else's. */
  private isOurs(path: string): boolean {
    try {
      return readManifest(path)?.app === this.app
    } catch {
      return false
    }
  }
}

/** The folder's name needs no working `app.ts`: a backup must not depend on that. */
export function appOf({ folder }: Pick<Project, 'folder'>): string {
  return basename(folder).replaceAll(/[^\w-]+/g, '-') || 'app'
}

/** `2026-11-22T15.30.00.123Z` */
export function stampOf(ms: number): string {
  return new Date(ms).toISOString().replaceAll(':', '.')
}
