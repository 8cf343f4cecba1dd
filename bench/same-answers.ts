/** What is compared must be the same: two servers answer every work with the same bytes. */
import { afterAll, describe, expect, test } from 'bun:test'
import type { Databases } from './databases.ts'
import { candidateOf, type EngineName } from './engines.ts'
import { serve } from './serve.ts'
import { operationAt, WORKS, type Work } from './work.ts'

const ROWS = 1000

const READS: ReadonlySet<Work> = new Set(['read by id', 'list 20', 'list 20 + embed', 'search', 'count'])

/**
 * Starts both and registers the tests.
 * @param songsOf all that clients decide about songs, as it lies in a database
 */
export async function testSameAnswers(
  engine: EngineName,
  names: readonly [string, string],
  databases: Databases,
  songsOf: (database: string) => unknown[] | Promise<unknown[]>,
): Promise<void> {
  const started = async (name: string) => {
    const candidate = candidateOf(engine, name)
    const filled = await databases.filled(name, (database) => candidate.fill(database, ROWS))
    return { candidate, served: await serve(candidate, databases, filled, ROWS) }
  }
  const both = await Promise.all(names.map(started))
  afterAll(async () => {
    await Promise.all(both.map(({ served }) => served.stop()))
    await databases.close()
  })

  type One = (typeof both)[number]
  const urlOf = ({ served }: One, path: string) => `http://127.0.0.1:${served.ports[0]}${path}`

  async function ask(one: One, work: Work, number: number) {
    const { candidate } = one
    const { method, path, headers, body } = candidate.dialect(
      operationAt(work, number, ROWS),
      candidate.tokenOf,
    )
    const response = await fetch(urlOf(one, path), { method, headers, body })
    const range = method === 'HEAD' ? response.headers.get('content-range') : null
    return { status: response.status, range, body: await response.text() }
  }

  describe(`${names.join(' and ')} give the same answers`, () => {
    for (const work of WORKS) {
      // Each write waits for the disk, which others may be using.
      const [times, patienceMs] = READS.has(work) ? [20, 5000] : [2, 30_000]
      test(`${work}`, { timeout: patienceMs }, async () => {
        for (let number = 0; number < times; number++) {
          const [ours, theirs] = await Promise.all(both.map((one) => ask(one, work, number)))
          expect(ours).toEqual(theirs as NonNullable<typeof theirs>)
          expect(ours?.status).toBeLessThan(300)
        }
      })
    }

    test('and have written the same songs', async () => {
      const [ours, theirs] = await Promise.all(both.map(({ served }) => songsOf(served.database)))
      expect(ours?.length).toBeGreaterThan(ROWS + 2000)
      expect(ours).toEqual(theirs as NonNullable<typeof theirs>)
    })

    test('a song of somebody else that is not published is not there for either', async () => {
      for (let number = 0; number < 20; number++) {
        const asked = operationAt('read by id', number, ROWS)
        const stranger = { ...asked, user: asked.user === 999 ? 998 : asked.user + 1 }
        const answers = await Promise.all(
          both.map(async (one) => {
            const { path, headers } = one.candidate.dialect(stranger, one.candidate.tokenOf)
            return await (await fetch(urlOf(one, path), { headers })).text()
          }),
        )
        expect(answers[0]).toBe(answers[1] as string)
      }
    })

    test('no token, or a wrong one, reads nothing that is private', async () => {
      for (const one of both) {
        const { path, headers } = one.candidate.dialect(operationAt('read by id', 0, ROWS), () => 'a.b.c')
        expect((await fetch(urlOf(one, path), { headers })).status).toBe(401)
      }
    })
  })
}

/** The songs of a database, in an order of their own. */
export const SONGS_SQL =
  'select title, seconds, album, published, owner from songs order by title, album, owner, seconds'
