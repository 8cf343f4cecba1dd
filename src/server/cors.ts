/** Cross-origin requests: every origin may ask, since a token (never a cookie) says who is asking. */

const METHODS = 'OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE'
const EXPOSED = [
  'Content-Encoding',
  'Content-Location',
  'Content-Range',
  'Content-Type',
  'Date',
  'Location',
  'Server',
  'Transfer-Encoding',
  'Range-Unit',
  'Preference-Applied',
  'Retry-After',
].join(', ')

/** Seconds that a browser may keep the answer to a preflight. */
const PREFLIGHT_AGE_SECONDS = 86_400

/** The answer to a preflight. @see https://fetch.spec.whatwg.org/#http-cors-protocol */
export function preflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers')
  return new Response(null, {
    status: 200,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers':
        asked ?? 'authorization, apikey, content-type, prefer, range, x-client-info',
      'Access-Control-Max-Age': String(PREFLIGHT_AGE_SECONDS),
      Allow: METHODS,
    },
  })
}

/** Let a page of any origin read the response. */
export const CORS_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': EXPOSED,
})

/** Adds those headers to a response that was made without them. */
export function withCors(response: Response): Response {
  for (const [name, value] of Object.entries(CORS_HEADERS)) response.headers.set(name, value)
  return response
}
