/**
 * An app under development: loaded again when its files change, its House exchanged while requests wait a
 * moment.
 *
 * What does not work leaves the app as it was: a file that cannot be read, a mistake in the model, a change
 * of the schema that asks a question. Where there is nothing to leave, requests are answered with what is
 * wrong.
 */
import { dirname, relative, sep } from 'node:path'
import type { Keys } from '../auth/index.ts'
import { Refusal } from '../base/errors.ts'
import { type Hints, NO_HINTS, SchemaRefusal } from '../schema/index.ts'
import type { Answers, House, Stage } from '../server.ts'
import { complaintOf } from './complaint.ts'
import { filesLoaded, forgetModules, importApp } from './modules.ts'
import { openApp } from './open.ts'
import type { Project } from './project.ts'
import type { Shell } from './shell.ts'
import { pageOf, Site, SiteError } from './site.ts'
import { Watch } from './watch.ts'

export interface DevOptions {
  readonly project: Project
  readonly keys: Keys
  readonly hints: Hints
  readonly personas: boolean
  readonly stage: Stage
  readonly shell: Shell
}

export class DevServer {
  private house: House | null = null
  private site: Site | null = null
  /** Files that the app was loaded from when it last was, and those of the attempt that failed since. */
  private files = new Set<string>()
  /** Whether the last attempt failed: then any file may be what was missing. */
  private broken = false
  private siteBroken = false
  private hints: Hints
  /** The work at hand; one after the other, so that what was saved last is what is served. */
  private work: Promise<unknown> = Promise.resolve()
  private readonly watch = new Watch((paths) => {
    this.work = this.work.then(() => this.changed(paths)).catch((error) => this.complain(error))
  })

  constructor(private readonly options: DevOptions) {
    this.hints = options.hints
  }

  get name(): string {
    return this.house?.model.name ?? 'app'
  }

  get hasSite(): boolean {
    return this.site !== null
  }

  /** Loads the app for the first time. Resolves also when it has a mistake: the next save may mend it. */
  async begin(): Promise<readonly string[]> {
    forgetModules()
    // What is saved while the app is loaded for the first time is a change too.
    this.follow()
    const first = this.work.then(() => this.reload())
    this.work = first
    const changes = await first
    this.follow()
    return changes ?? ['not opened: see above']
  }

  /** Open requests are to have ended before. */
  async end(): Promise<void> {
    this.watch.close()
    await this.work
    await this.house?.close()
  }

  private async changed(paths: ReadonlySet<string>): Promise<void> {
    const { shell, project } = this.options
    const isOurs = (path: string) => path.startsWith(project.data + sep) || path === project.data
    const saved = [...paths].filter((path) => !isOurs(path))
    const app = saved.some((path) => this.files.has(path) || (this.broken && isSource(path)))
    const site = saved.some(
      (path) => this.site?.sources.includes(path) || (this.siteBroken && isSource(path)),
    )
    if (app) {
      forgetModules()
      const changes = await this.reload()
      const name = relative(shell.cwd, project.app)
      if (changes !== null) shell.err([`${name}: reloaded`, ...changes.map((one) => `  ${one}`)].join('\n'))
    }
    // A reload has looked at the site already when it has another folder now.
    if (site) await this.buildSite()
    this.follow()
  }

  /** @returns what was done to the database; null when the app stays as it was */
  private async reload(): Promise<readonly string[] | null> {
    const { stage, project } = this.options
    try {
      const { model } = await importApp(project.app)
      const site = Site.of(model, project, { minify: false, sourceMaps: true })
      this.files = new Set(filesLoaded())
      let changes: readonly string[] = []
      await stage.exchange(async () => {
        const opened = await openApp(model, { ...this.options, hints: this.hints, site: site?.folders ?? [] })
        await this.house?.close()
        this.house = opened.house
        changes = opened.changes
        return opened.house
      })
      // An answer is given once: what it allowed must not be lost again, unasked, by a later change.
      this.hints = NO_HINTS
      this.broken = false
      if (site?.folder !== this.site?.folder) {
        this.site = site
        await this.buildSite()
      }
      return changes
    } catch (error) {
      await this.complain(error)
      return null
    }
  }

  private async complain(error: unknown): Promise<void> {
    const { stage, project, shell } = this.options
    this.broken = true
    for (const file of [project.app, ...filesLoaded()]) this.files.add(file)
    const complaint = await complaintOf(error, shell.cwd, project.app)
    shell.err(complaint)
    if (error instanceof SchemaRefusal && error.questions.some(isAnswerable))
      shell.err('To answer: stop (Ctrl-C), and start again with --rename or --drop as above.')
    if (this.house !== null) shell.err('Until then the app is served as it was.')
    else await stage.exchange(() => notThere(complaint))
  }

  private async buildSite(): Promise<void> {
    const { shell } = this.options
    try {
      await this.site?.build(shell.cwd)
      this.siteBroken = false
    } catch (error) {
      if (!(error instanceof SiteError)) throw error
      this.siteBroken = true
      shell.err(error.message)
      this.site?.showInstead(pageOf(error.message))
    }
  }

  private follow(): void {
    const folders = [this.options.project.folder, ...(this.site === null ? [] : [this.site.folder])]
    for (const file of [...this.files, ...(this.site?.sources ?? [])])
      if (!file.includes(`${sep}node_modules${sep}`)) folders.push(dirname(file))
    this.watch.follow(folders)
  }
}

/** Whether the command line can answer, rather than only the source or the rows. */
function isAnswerable({ answers }: SchemaRefusal['questions'][number]): boolean {
  return answers.some((answer) => answer.startsWith('--'))
}

function isSource(path: string): boolean {
  return /\.(?:[cm]?[jt]sx?|json|html|css)$/.test(path)
}

/** Answers while there is no app yet. */
function notThere(complaint: string): Answers {
  const refusal = new Refusal(503, 'PGRST002', 'The app has a mistake', {
    details: complaint,
    hint: 'Save a change that mends it, then ask again.',
  })
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Access-Control-Allow-Origin': '*' }
  return {
    answer: () => new Response(JSON.stringify(refusal.body()), { status: refusal.status, headers }),
  }
}
