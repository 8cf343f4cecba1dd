/** A request as a command that sends it again. */
import type { Case } from './case.ts'
import type { Wire } from './send.ts'

const quoted = (text: string) => `$'${[...Buffer.from(text, 'latin1')].map(escaped).join('')}'`

function escaped(byte: number): string {
  const character = String.fromCharCode(byte)
  if (character === "'" || character === '\\') return `\\${character}`
  return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`
}

export function curlOf({ request, wire }: Case, url: string): string {
  if (wire !== null) return `${printed(wire)} | nc -q 2 ${new URL(url).host.replace(':', ' ')}`
  const { method, target, headers, body } = request
  const parts = ['curl -i --path-as-is --globoff']
  parts.push(method === 'HEAD' ? '--head' : `-X ${quoted(method)}`)
  for (const [name, value] of headers) parts.push(`-H ${quoted(`${name}: ${value}`)}`)
  if (body !== null)
    parts.push(`--data-binary ${quoted(Buffer.from(body.subarray(0, 3000)).toString('latin1'))}`)
  parts.push(target.startsWith('/') ? quoted(url + target) : `--request-target ${quoted(target)} ${url}`)
  return parts.join(' ')
}

function printed({ pieces }: Wire): string {
  const sent = pieces.filter((piece) => typeof piece !== 'number')
  return `printf %b ${quoted(Buffer.concat(sent).subarray(0, 3000).toString('latin1'))}`
}
