/**
 * `/docs`: the API's description as a page to read and to try, made of one HTML text that asks nobody else
 * for anything. Its policy forbids the browser to.
 */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../base/errors.ts'

interface Page {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

const FRAME = new URL('./docs/page.html', import.meta.url)
const STYLE = new URL('./docs/page.css', import.meta.url)
const SCRIPT = new URL('./docs/page.ts', import.meta.url)

let page: Promise<Page> | null = null

/** @throws Refusal PGRST117 for another method than GET and HEAD */
export async function serveDocs(request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new Refusal(405, 'PGRST117', `Unsupported HTTP method: ${request.method}`, {
      hint: 'Use GET or HEAD here.',
      headers: { Allow: 'OPTIONS, GET, HEAD' },
    })
  }
  page ??= makePage()
  const { html, headers } = await page
  if (request.headers.get('if-none-match') === headers.ETag) {
    return new Response(null, { status: 304, headers })
  }
  return new Response(request.method === 'HEAD' ? null : html, { headers })
}

/**
 * Puts style and script into the page. The policy names both by their digest, so that nothing else runs in
 * it.
 */
async function makePage(): Promise<Page> {
  const [frame, style, script] = await Promise.all([
    readFile(FRAME, 'utf8'),
    readFile(STYLE, 'utf8'),
    buildScript(),
  ])
  const html = frame
    .replace('<!-- style -->', () => `<style>${style}</style>`)
    .replace('<!-- script -->', () => `<script type="module">${script}</script>`)
  return {
    html,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy(style, script),
      'Cache-Control': 'no-cache',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      ETag: `"${hash('sha256', html, 'base64url').slice(0, 16)}"`,
    },
  }
}

async function buildScript(): Promise<string> {
  const built = await Bun.build({ entrypoints: [fileURLToPath(SCRIPT)], target: 'browser', minify: true })
  const [file] = built.outputs
  if (file === undefined) throw new Error(`the page of /docs was not built: ${built.logs.join('\n')}`)
  // The one text that would end the script early.
  return (await file.text()).trim().replaceAll('</script', '<\\/script')
}

/** @see https://www.w3.org/TR/CSP3/ */
function policy(style: string, script: string): string {
  const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`
  return [
    "default-src 'none'",
    `style-src ${digest(style)}`,
    `script-src ${digest(script)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
