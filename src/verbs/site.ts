/**
 * Builds an app's page: `index.html` and what it refers to, by Bun's bundler, into the folder of the data.
 * The source folder is served behind it, for what the page only names: images, recordings, downloads.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { UsageError } from '../base/errors.ts'
import type { Model } from '../model/index.ts'
import type { SiteFolders } from '../server.ts'
import { packageRoot } from './package.ts'
import { frameOf, nameOf, type Place } from './place.ts'
import type { Project } from './project.ts'

/** Texts from this size on get a compressed twin, which the server prefers where the browser takes it. */
const GZIP_BYTES_MIN = 1024
const COMPRESSIBLE = /\.(?:html|js|css|svg|json|map|txt|xml|webmanifest)$/

const PAGE = 'index.html'

/** A browser may have their types, and nothing else of them. */
const SERVER_PACKAGES = ['offstage', 'offstage/testing']

export interface SiteOptions {
  readonly minify: boolean
  readonly sourceMaps: boolean
}

/** A page that does not build: the messages, each with its place. */
export class SiteError extends Error {
  override readonly name = 'SiteError'
}

export class Site {
  /** Files that the page is made of; absolute. */
  sources: readonly string[] = []
  private built: readonly string[] = []

  private constructor(
    private readonly project: Project,
    /** The source folder. */
    readonly folder: string,
    private readonly options: SiteOptions,
  ) {}

  /**
   * @returns null when the app has none
   * @throws UsageError when the folder is missing
   */
  static of(model: Model, project: Project, options: SiteOptions): Site | null {
    if (model.site === null) return null
    const folder = resolve(project.folder, model.site.folder)
    if (existsSync(folder)) return new Site(project, folder, options)
    throw new UsageError(
      `app.ts names a site that is not there: ${model.site.folder}.`,
      `Make the folder ${folder} with an ${PAGE}, or leave site out.`,
    )
  }

  /** What the server looks into, in this order. */
  get folders(): SiteFolders {
    return [this.output, this.folder]
  }

  /** Whether there is a page, of this build or an earlier one. */
  get isBuilt(): boolean {
    return existsSync(join(this.output, PAGE))
  }

  private get output(): string {
    return join(this.project.data, 'site')
  }

  /**
   * Builds the page; a folder without `index.html` is served as it is.
   * @throws SiteError when it does not build: then the last one stays
   */
  async build(cwd: string): Promise<void> {
    mkdirSync(this.output, { recursive: true })
    const page = join(this.folder, PAGE)
    if (!existsSync(page)) return this.removeStale([])
    const { minify, sourceMaps } = this.options
    const result = await Bun.build({
      entrypoints: [page],
      root: this.folder,
      target: 'browser',
      minify,
      sourcemap: sourceMaps ? 'linked' : 'none',
      define: { 'process.env.NODE_ENV': JSON.stringify(minify ? 'production' : 'development') },
      // Refused below, in our words.
      external: SERVER_PACKAGES,
      metafile: true,
      throw: false,
    })
    const inputs = Object.entries(result.metafile?.inputs ?? {})
    if (inputs.length > 0) this.sources = inputs.map(([path]) => resolve(path))
    if (!result.success) throw new SiteError(messagesOf(result.logs, cwd))
    this.refuseServerCode(inputs)
    await this.write(result.outputs)
  }

  /** Puts a text in the place of the page, until the next build. */
  showInstead(html: string): void {
    mkdirSync(this.output, { recursive: true })
    rmSync(join(this.output, `${PAGE}.gz`), { force: true })
    this.replace(PAGE, html)
  }

  /** The model, its rules and the server are no business of a browser, and would be most of the bundle. */
  private refuseServerCode(inputs: readonly Input[]): void {
    for (const [importer, { imports }] of inputs) {
      if (this.isServerCode(resolve(importer))) continue
      const wrong = imports.find(
        ({ path }) => SERVER_PACKAGES.includes(path) || this.isServerCode(resolve(path)),
      )
      if (wrong === undefined) continue
      throw new SiteError(
        [
          `${resolve(importer)} imports ${wrong.path}, which belongs to the server.`,
          '  Write `import type`: the page needs its types alone.',
        ].join('\n'),
      )
    }
  }

  private isServerCode(path: string): boolean {
    return path === this.project.app || path.startsWith(join(packageRoot, 'src'))
  }

  /** The page itself goes last: what it refers to is there before it. */
  private async write(outputs: readonly Bun.BuildArtifact[]): Promise<void> {
    const files = await Promise.all(outputs.map((output) => this.compressed(output)))
    files.sort((a, b) => Number(a.name === PAGE) - Number(b.name === PAGE))
    for (const { name, bytes, twin } of files) {
      if (bytes === null) continue
      if (twin === null) rmSync(join(this.output, `${name}.gz`), { force: true })
      else this.replace(`${name}.gz`, twin)
      this.replace(name, bytes)
    }
    this.removeStale(files.flatMap(({ name }) => [name, `${name}.gz`]))
  }

  /**
   * The names of files that are named by the page hold a hash of their content: what is there needs no
   * work.
   */
  private async compressed(output: Bun.BuildArtifact): Promise<Written> {
    const name = basename(output.path)
    const path = join(this.output, name)
    if (name !== PAGE && existsSync(path) && (!isText(name, output.size) || existsSync(`${path}.gz`)))
      return { name, bytes: null, twin: null }
    const bytes = new Uint8Array(await output.arrayBuffer())
    if (!isText(name, output.size)) return { name, bytes, twin: null }
    const { gzipSync } = await import('node:zlib')
    return { name, bytes, twin: gzipSync(bytes, { level: 9 }) }
  }

  private replace(name: string, content: string | Uint8Array): void {
    const draft = join(this.output, `.${name}.draft`)
    writeFileSync(draft, content)
    renameSync(draft, join(this.output, name))
  }

  /** What the build before this one left stays for pages that are open. */
  private removeStale(names: readonly string[]): void {
    const kept = new Set([...names, ...this.built])
    for (const name of readdirSync(this.output))
      if (!kept.has(name)) rmSync(join(this.output, name), { recursive: true, force: true })
    this.built = names
  }
}

type Input = readonly [path: string, input: { readonly imports: readonly { readonly path: string }[] }]

interface Written {
  readonly name: string
  /** Null when the file is there already. */
  readonly bytes: Uint8Array | null
  readonly twin: Uint8Array | null
}

function isText(name: string, bytes: number): boolean {
  return bytes >= GZIP_BYTES_MIN && COMPRESSIBLE.test(name)
}

function messagesOf(logs: readonly (BuildMessage | ResolveMessage)[], cwd: string): string {
  const errors = logs.filter(({ level }) => level === 'error')
  return errors
    .map(({ message, position }) => {
      if (position === null) return message
      const place: Place = position
      return [`${nameOf(place, cwd)} ${message}`, ...frameOf(place)].join('\n')
    })
    .join('\n')
}

/** A page that shows why there is none; for development alone. */
export function pageOf(problem: string): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>The site does not build</title>',
    '<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui;margin:2rem}',
    'pre{overflow:auto}</style>',
    `<h1>The site does not build</h1><pre>${Bun.escapeHTML(problem)}</pre>`,
    '<p>Save a change, then load this page again.</p></html>',
  ].join('\n')
}
