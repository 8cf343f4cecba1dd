/** What is wrong with an answer; nothing is right with a server that gives one of these. */
import type { Case } from './case.ts'
import { MARK } from './mark.ts'
import type { Answer } from './send.ts'

/** A refusal's members, in the order in which PostgREST writes them. */
const MEMBERS = 'code,details,hint,message'

/** Statuses without a body, or of a page. */
const BARE = [204, 304]

export function wrongWith({ request, isOdd, isService }: Case, answer: Answer): string | null {
  if (answer.hung) return `no answer within ${Math.round(answer.ms / 1000)} s`
  if (!isService && answer.raw.includes(MARK)) return 'the answer holds what the caller may not see'
  const { status } = answer
  if (status === null) return isOdd ? null : 'the connection was closed without an answer'
  // What the HTTP parser of the runtime refuses never reaches us: it has a status alone.
  if (isOdd && answer.body === '' && [400, 413, 414, 431, 501, 505].includes(status)) return null
  if (status === 503) return /\r\nretry-after:/i.test(answer.raw) ? null : '503 without Retry-After'
  if (status >= 500) return `${status}: ${answer.body.slice(0, 300)}`
  if (/\r\nx-injected:/i.test(answer.raw)) return 'a header of the request got into the answer'
  if (status < 300 || BARE.includes(status) || request.method === 'HEAD')
    return bodyWrong(answer, request.method)
  return refusalWrong(answer)
}

/** JSON that is none would be as bad as an error. */
function bodyWrong({ status, body, contentType }: Answer, method: string): string | null {
  if (!contentType.startsWith('application/json') || method === 'HEAD' || status === 204 || body === '')
    return null
  try {
    JSON.parse(body)
    return null
  } catch {
    return `the body is no JSON: ${body.slice(0, 200)}`
  }
}

function refusalWrong({ status, body, contentType }: Answer): string | null {
  if (!contentType.startsWith('application/json'))
    return `${status} of type ${contentType}: ${body.slice(0, 200)}`
  let refusal: Readonly<Record<string, unknown>>
  try {
    refusal = JSON.parse(body) as typeof refusal
  } catch {
    return `${status} whose body is no JSON: ${body.slice(0, 200)}`
  }
  if (Object.keys(refusal).sort().join() !== MEMBERS)
    return `${status} with other members: ${body.slice(0, 200)}`
  const { code, message, hint } = refusal
  if (typeof code !== 'string' || code === '') return `${status} without a code: ${body.slice(0, 200)}`
  if (typeof message !== 'string' || message === '')
    return `${status} without a message: ${body.slice(0, 200)}`
  if (body.length > 100_000) return `a refusal of ${body.length} characters`
  if (code.startsWith('OFF') && (typeof hint !== 'string' || !/named \w+/.test(hint))) {
    return `${code} without the name of its limit: ${body.slice(0, 200)}`
  }
  return null
}
