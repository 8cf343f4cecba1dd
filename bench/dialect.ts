/** Operations as HTTP requests, in the two dialects that the candidates speak. */
import { userAt } from './songs.ts'
import { PUBLISHABLE_KEY } from './tokens.ts'
import type { Operation } from './work.ts'

export interface Ask {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly status: readonly number[]
  /** Rows that the answer must hold; null where that is not looked at. */
  readonly rows: number | null
}

/** Gives the token of the user of that number. */
export type TokenOf = (user: number) => string

export type Dialect = (operation: Operation, tokenOf: TokenOf) => Ask

const JSON_BODY = { 'Content-Type': 'application/json' }

const COLUMNS = 'id,title,seconds,published,created_at'

/** As supabase-js writes them. @param owners whether the client has to name the owner of new rows itself */
export const postgrest =
  (owners: boolean): Dialect =>
  (operation, tokenOf) => {
    const headers = { apikey: PUBLISHABLE_KEY, Authorization: `Bearer ${tokenOf(operation.user)}` }
    const read = { method: 'GET', headers, body: null, status: [200] }
    switch (operation.kind) {
      case 'read':
        return { ...read, path: `/rest/v1/songs?select=${COLUMNS}&id=eq.${operation.song}`, rows: 1 }
      case 'list': {
        const select = operation.embed ? `${COLUMNS},album:albums(id,title)` : COLUMNS
        const before = operation.before.replace('+', '%2B')
        const path = `/rest/v1/songs?select=${select}&created_at=lt.${before}&order=created_at.desc&limit=20`
        return { ...read, path, rows: 20 }
      }
      case 'search': {
        const filter = `title=ilike.*${operation.word}*&order=created_at.desc&limit=20`
        return { ...read, path: `/rest/v1/songs?select=${COLUMNS}&${filter}`, rows: 20 }
      }
      case 'count': {
        const path = `/rest/v1/songs?select=*&album=eq.${operation.album}`
        return {
          ...read,
          method: 'HEAD',
          headers: { ...headers, Prefer: 'count=exact' },
          path,
          status: [200, 206],
          rows: null,
        }
      }
      case 'insert': {
        const owner = owners ? { owner: userAt(operation.user) } : {}
        const songs = operation.songs.map((song) => ({ ...song, ...owner }))
        const body = JSON.stringify(songs.length === 1 ? songs[0] : songs)
        const written = { ...headers, ...JSON_BODY, Prefer: 'return=minimal' }
        return { method: 'POST', path: '/rest/v1/songs', headers: written, body, status: [201], rows: null }
      }
      case 'update': {
        const path = `/rest/v1/songs?id=eq.${operation.song}`
        const body = JSON.stringify({ seconds: operation.seconds })
        const written = { ...headers, ...JSON_BODY, Prefer: 'return=minimal' }
        return { method: 'PATCH', path, headers: written, body, status: [204], rows: null }
      }
    }
  }

/** As the REST API of Payload takes them; many new rows in one request are not among what it takes. */
export const payload: Dialect = (operation, tokenOf) => {
  const headers = { Authorization: `JWT ${tokenOf(operation.user)}` }
  const read = { method: 'GET', headers, body: null, status: [200] }
  const select = ['title', 'seconds', 'published', 'created_at']
    .map((name) => `select[${name}]=true`)
    .join('&')
  const page = `${select}&sort=-created_at&limit=20&pagination=false`
  switch (operation.kind) {
    case 'read':
      return { ...read, path: `/api/songs?where[id][equals]=${operation.song}&${page}&depth=0`, rows: 1 }
    case 'list': {
      const where = `where[created_at][less_than]=${encodeURIComponent(operation.before)}`
      const depth = operation.embed ? '&select[album]=true&depth=1' : '&depth=0'
      return { ...read, path: `/api/songs?${where}&${page}${depth}`, rows: 20 }
    }
    case 'search':
      return {
        ...read,
        path: `/api/songs?where[title][contains]=${operation.word}&${page}&depth=0`,
        rows: 20,
      }
    case 'count':
      return { ...read, path: `/api/songs/count?where[album][equals]=${operation.album}`, rows: null }
    case 'insert': {
      const [song] = operation.songs
      const body = JSON.stringify({ ...song, owner: userAt(operation.user) })
      const written = { ...headers, ...JSON_BODY }
      return {
        method: 'POST',
        path: '/api/songs?depth=0',
        headers: written,
        body,
        status: [201],
        rows: null,
      }
    }
    case 'update': {
      const body = JSON.stringify({ seconds: operation.seconds })
      const path = `/api/songs/${operation.song}?depth=0`
      return {
        method: 'PATCH',
        path,
        headers: { ...headers, ...JSON_BODY },
        body,
        status: [200],
        rows: null,
      }
    }
  }
}

/** How many rows an answer holds, in either dialect. */
export function rowsIn(body: string): number {
  const parsed: unknown = JSON.parse(body)
  const rows = Array.isArray(parsed) ? parsed : (parsed as { docs?: unknown }).docs
  return Array.isArray(rows) ? rows.length : -1
}
