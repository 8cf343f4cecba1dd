/** Small apps with rows in them, and a way to ask them: for findings that are kept as tests. */
import { expect } from 'bun:test'
import { start } from '../../src/testing.ts'

const opened: (() => Promise<void>)[] = []

/** After the last test of a file. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0)) await close()
}

export interface Asked {
  readonly method?: string
  readonly body?: unknown
  readonly prefer?: string
  readonly accept?: string
}

/**
 * The app with these rows in it (written with the secret key), and a way to ask it as nobody in particular.
 */
export async function opens(declared: Parameters<typeof start>[0], rows: Record<string, object[]> = {}) {
  const house = await start(declared, { seed: 1 })
  opened.push(() => house.stop())
  const send = (key: string, path: string, asked: Asked = {}) => {
    const { method = 'GET', body, prefer = '', accept = 'application/json' } = asked
    const headers = { apikey: key, Prefer: prefer, Accept: accept, 'Content-Type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    return house.fetch(new Request(`http://offstage.test/rest/v1/${path}`, { method, headers, ...sent }))
  }
  for (const [name, list] of Object.entries(rows)) {
    const answer = await send(house.keys.secret, name, { method: 'POST', body: list })
    expect([name, answer.status, await answer.text()]).toEqual([name, 201, ''])
  }
  return async (path: string, asked: Asked = {}) => {
    const answer = await send(house.keys.publishable, path, asked)
    return { status: answer.status, text: await answer.text() }
  }
}

/** Answers about an unreadable row and about one that does not exist, with the ids made the same. */
export const alike = (answer: { status: number; text: string }, id: string) => ({
  ...answer,
  text: answer.text.replaceAll(id, 'THE-ID'),
})
