/** What went wrong in an app, said with its place in the source. */
import { dirname } from 'node:path'
import { ModelError, UsageError } from '../base/errors.ts'
import { filesLoaded, isOfApp } from './modules.ts'
import { frameOf, nameOf, type Place, placeOf } from './place.ts'

/** What Bun throws for a file that it cannot read or whose imports it cannot find. */
interface BuildMessage {
  readonly message: string
  readonly position: { readonly file: string; readonly line: number; readonly column: number } | null
}

/**
 * @param cwd paths are shown as seen from there
 * @param app the file that was being loaded; null when it was none
 */
export async function complaintOf(error: unknown, cwd: string, app: string | null = null): Promise<string> {
  if (error instanceof UsageError) return `${error.message}\n  ${error.hint}`
  if (error instanceof ModelError) {
    const place = placeOfModelError(error, app)
    return shown(`${error.place}: ${error.problem}`, place, [error.instead], cwd)
  }
  const built = await buildMessages(error, app)
  if (built.length > 0)
    return built.map(({ message, position }) => shown(message, position, [], cwd)).join('\n')
  if (!(error instanceof Error)) return `Failed: ${Bun.inspect(error)}`
  const place = placesOf(error)[0]?.place ?? null
  // Without a place of the app's own the mistake is ours, and its whole stack is wanted.
  if (place === null) return [error.stack ?? String(error), ...causeOf(error)].join('\n')
  return shown(`${error.name}: ${error.message}`, place, causeOf(error), cwd)
}

function shown(message: string, place: Place | null, more: readonly string[], cwd: string): string {
  const lines = place === null ? [message] : [`${nameOf(place, cwd)} ${message}`, ...frameOf(place)]
  return [...lines, ...more.map((line) => `  ${line}`)].join('\n')
}

interface Framed {
  readonly place: Place
  /** The function called at this place, as the stack names it; null at the top. */
  readonly calls: string | null
}

/** Places of the app's own modules on the stack, the innermost first. */
function placesOf(error: Error): Framed[] {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return frames.flatMap((frame, index) => {
    const [, file = '', line, column] =
      /\(?((?:\/|[A-Z]:)[^()]*?)(?:\?v=\d+)?:(\d+):(\d+)\)?$/.exec(frame) ?? []
    if (!isOfApp(file)) return []
    const calls = /^\s+at (?:async )?(\S+) \(/.exec(frames[index - 1] ?? '')?.[1] ?? null
    return [{ place: { file, line: Number(line), column: Number(column) }, calls }]
  })
}

/**
 * The stack is exact where a rule or a column's own call is wrong. What only `app()` can notice is thrown
 * there, and then the declaration that it names is a better place.
 */
function placeOfModelError(error: ModelError, app: string | null): Place | null {
  const framed = placesOf(error)[0]
  if (framed !== undefined && framed.calls !== 'app') return framed.place
  const files = [...(app === null ? [] : [app]), ...(framed ? [framed.place.file] : []), ...filesLoaded()]
  return placeOf(error.place, files) ?? framed?.place ?? null
}

/**
 * Messages of Bun's own about source files. Loading a module names the place of a syntax error, but not
 * that of an import that fails; bundling names both.
 */
async function buildMessages(error: unknown, app: string | null): Promise<readonly BuildMessage[]> {
  const thrown = (error instanceof AggregateError ? error.errors : [error]).filter(isBuildMessage)
  if (thrown.length > 0 && thrown.every(({ position }) => position !== null)) return thrown
  if (app === null || (thrown.length === 0 && !(error instanceof SyntaxError))) return thrown
  const { logs } = await Bun.build({
    entrypoints: [app],
    root: dirname(app),
    target: 'bun',
    packages: 'external',
    throw: false,
  })
  const found = logs.filter(({ level }) => level === 'error').filter(isBuildMessage)
  return found.length > 0 ? found : thrown
}

function isBuildMessage(error: unknown): error is BuildMessage {
  if (typeof error !== 'object' || error === null || !('position' in error) || !('message' in error))
    return false
  return 'name' in error && (error.name === 'BuildMessage' || error.name === 'ResolveMessage')
}

/** What a cause adds, as errors of supabase-js do. */
function causeOf({ cause }: Error): string[] {
  if (typeof cause !== 'object' || cause === null) return []
  const { details, hint } = cause as { details?: unknown; hint?: unknown }
  return [details, hint].filter((text): text is string => typeof text === 'string' && text !== '')
}
