/** A write as an HTTP request, and what its answer says. */
import type { Effect, Write } from './state.ts'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export function requestOf(write: Write, key: string): Sent {
  const prefer = ['return=representation']
  if (write.rollback) prefer.push('tx=rollback')
  const headers: Record<string, string> = { apikey: key, 'Content-Type': 'application/json' }
  const query = new URLSearchParams({ select: 'id' })
  if (write.kind === 'insert') {
    if (write.resolution !== null) prefer.push(`resolution=${write.resolution}-duplicates`)
  } else if (write.kind === 'put') query.set('id', `eq.${write.row.id}`)
  else {
    for (const [column, value] of Object.entries(write.match)) query.set(column, `eq.${value}`)
    if (write.limit !== null) {
      query.set('limit', String(write.limit))
      query.set('order', 'id')
    }
    if (write.affectedMax !== null) prefer.push('handling=strict', `max-affected=${write.affectedMax}`)
    if (write.single) headers.Accept = 'application/vnd.pgrst.object+json'
  }
  headers.Prefer = prefer.join(', ')
  const method = { insert: 'POST', put: 'PUT', update: 'PATCH', delete: 'DELETE' }[write.kind]
  return { method, path: `/rest/v1/${write.table}?${query}`, headers, body: bodyOf(write) }
}

function bodyOf(write: Write): string | null {
  switch (write.kind) {
    case 'insert':
      return JSON.stringify(write.rows.length === 1 ? write.rows[0] : write.rows)
    case 'put':
      return JSON.stringify(write.row)
    case 'update':
      return JSON.stringify(write.set)
    case 'delete':
      return null
  }
}

/** For whoever wants to send it again. */
export function shown({ method, path, headers, body }: Sent): string {
  const text = body !== null && body.length > 600 ? `${body.slice(0, 600)}…` : body
  return `${method} ${path}\n  Prefer: ${headers.Prefer}\n  ${text ?? ''}`
}

/** What is wrong with an answer; null when it says what it should. */
export function wrongAnswer(effect: Effect, status: number, text: string): string | null {
  if (effect.refused !== null) {
    const code = status >= 400 ? (JSON.parse(text) as { code: string }).code : String(status)
    return effect.refused.includes(code)
      ? null
      : `answered ${code}, not ${effect.refused.join(' or ')}: ${text}`
  }
  if (status >= 300) return `answered ${status}, not done: ${text}`
  const body = JSON.parse(text) as { id: number } | { id: number }[]
  const ids = [body].flat().map(({ id }) => id)
  const same = ids.sort((a, b) => a - b).join() === [...effect.ids].sort((a, b) => a - b).join()
  return same ? null : `answered with the rows ${ids}, not ${effect.ids}`
}
