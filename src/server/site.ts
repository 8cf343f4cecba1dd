/** Static files of an app's site: the page that Bun built first, then the folder as it is. */
import { realpath, stat } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'

/** Looked into in this order; absolute paths. */
export type SiteFolders = readonly string[]

/** Built files carry a hash of their content in their name, so they never change. */
const HASHED = /-[a-z0-9]{8}\.(?:js|css|png|jpe?g|webp|svg|woff2)$/

/** The file at `path`, or null when no folder has it. Never leaves the folders, also not by links. */
export async function serveSite(
  request: Request,
  path: string,
  folders: SiteFolders,
): Promise<Response | null> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null
  if (path.includes('\0') || /(?:^|\/)\./.test(path)) return null
  for (const folder of folders) {
    const found = await findFile(folder, path)
    if (found !== null) return serveFile(request, found)
  }
  return null
}

interface Found {
  readonly path: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly changedMs: number
}

async function findFile(folder: string, path: string): Promise<Found | null> {
  const wanted = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path))
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(wanted)])
    if (!real.startsWith(root + sep) || /\.tsx?$/.test(real)) return null
    const { size, mtimeMs, isFile } = await stat(real).then((found) => ({
      size: found.size,
      mtimeMs: found.mtimeMs,
      isFile: found.isFile(),
    }))
    return isFile ? { path: real, bytes: size, changedMs: mtimeMs } : null
  } catch {
    return null
  }
}

async function serveFile(request: Request, found: Found): Promise<Response> {
  const etag = `"${found.bytes.toString(36)}-${Math.floor(found.changedMs).toString(36)}"`
  const headers: Record<string, string> = {
    ETag: etag,
    'Cache-Control': HASHED.test(found.path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  const file = Bun.file(found.path)
  headers['Content-Type'] = file.type
  const range = byteRange(request.headers.get('range'), found.bytes)
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'Content-Range': `bytes */${found.bytes}` },
    })
  }
  if (range !== null) {
    headers['Content-Range'] = `bytes ${range.first}-${range.last}/${found.bytes}`
    return new Response(await file.slice(range.first, range.last + 1).bytes(), { status: 206, headers })
  }
  const compressed = await compressedTwin(request, found.path)
  if (compressed !== null)
    return new Response(compressed, {
      headers: { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' },
    })
  return new Response(request.method === 'HEAD' ? null : file, {
    headers: request.method === 'HEAD' ? { ...headers, 'Content-Length': String(found.bytes) } : headers,
  })
}

/** The build leaves `name.gz` beside texts, because compressing at every request costs more than sending. */
async function compressedTwin(request: Request, path: string): Promise<Blob | null> {
  if (request.method !== 'GET' || !/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) return null
  const twin = Bun.file(`${path}.gz`)
  return (await twin.exists()) ? twin : null
}

/** One range of bytes (RFC 9110, section 14.1.2); several at once are answered with the whole file. */
function byteRange(
  header: string | null,
  bytes: number,
): { first: number; last: number } | 'unsatisfiable' | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return null
  const first = from === '' ? Math.max(0, bytes - Number(to)) : Number(from)
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  return first > last || first >= bytes ? 'unsatisfiable' : { first, last }
}
