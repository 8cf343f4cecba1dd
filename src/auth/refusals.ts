/**
 * Why a key or token was not taken. Codes, messages and the challenge are PostgREST 14's
 * (https://docs.postgrest.org/en/v14/references/errors.html, group 3: PGRST301 could not be decoded or
 * verified, PGRST303 its claims do not hold), the hints are ours.
 */
import { Refusal } from '../base/errors.ts'

/** The token is not one, or no key that we trust has signed it. */
export function undecodable(message: string, details: string | null, hint: string): Refusal {
  return invalidToken('PGRST301', message, details, hint)
}

/** Well signed, but its claims do not hold: expired, not yet valid, without a role. */
export function wrongClaims(message: string, hint: string): Refusal {
  return invalidToken('PGRST303', message, null, hint)
}

/** PostgREST would ask PostgreSQL to take the role on, which answers with this. */
export function unknownRole(role: string): Refusal {
  return new Refusal(401, '22023', `role ${JSON.stringify(role)} does not exist`, {
    hint: 'It is anon, authenticated or service_role; roles of the app go into app_metadata.roles.',
    headers: challenge('The role of the token does not exist'),
  })
}

export function invalidApiKey(): Refusal {
  return invalidToken(
    'PGRST301',
    'Invalid API key',
    null,
    'The apikey header takes the publishable or the secret key; `offstage keys` prints both.',
  )
}

function invalidToken(code: string, message: string, details: string | null, hint: string): Refusal {
  return new Refusal(401, code, message, { details, hint, headers: challenge(message) })
}

/**
 * RFC 6750, section 3. The description is always a text of ours: nothing of the request gets into a header.
 */
function challenge(description: string): Record<string, string> {
  return { 'WWW-Authenticate': `Bearer error="invalid_token", error_description="${description}"` }
}
