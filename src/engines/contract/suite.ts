/** Tables of requests and answers, run against a world each or a world shared. */
import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { ask, type Heard, type House, type Open, type Said, type Who } from './house.ts'
import { openWorld } from './world.ts'

/** One request and what comes back: the body parsed, or as text where `expected` is a text. */
export type Row = readonly [
  name: string,
  who: Who,
  request: string,
  said: Said,
  status: number,
  expected: unknown,
]

/** A test that changes rows. */
export type Change = readonly [name: string, run: (house: House) => Promise<void>]

/** Requests that change nothing: one world serves them all. */
export function reads(open: Open, rows: readonly Row[]): void {
  let house: House | undefined
  beforeAll(async () => {
    house = await openWorld(open)
  })
  afterAll(async () => {
    await house?.close()
  })
  for (const [name, who, request, said, status, expected] of rows) {
    test(name, async () => {
      if (house === undefined) throw new Error('the world is not open')
      compare(await send(house, who, request, said), status, expected)
    })
  }
}

/** Tests that change rows: a world each. */
export function changes(open: Open, rows: readonly Change[]): void {
  const running: House[] = []
  afterEach(async () => {
    for (const house of running.splice(0)) await house.close()
  })
  for (const [name, run] of rows) {
    test(name, async () => {
      const house = await openWorld(open)
      running.push(house)
      await run(house)
    })
  }
}

/** `GET tasks?id=eq.1` */
export async function send(house: House, who: Who, request: string, said: Said = {}): Promise<Heard> {
  const [method = '', path = ''] = request.split(' ')
  return await ask(house, who, method, path, said)
}

export function compare(heard: Heard, status: number, expected: unknown): void {
  expect({ status: heard.status, body: typeof expected === 'string' ? heard.text : heard.body }).toEqual({
    status,
    body: expected,
  })
}

/** Ids of the rows that `who` finds there. */
export async function idsOf(house: House, who: Who, request: string): Promise<unknown> {
  const { body } = await send(house, who, request)
  return Array.isArray(body) ? body.map((row) => row.id) : body
}
