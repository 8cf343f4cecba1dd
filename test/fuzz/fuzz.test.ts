/** A short run of `npm run test:fuzz` in every `npm test`: one seed for ever, and another every time. */
import { afterAll, expect, test } from 'bun:test'
import app from './app.ts'
import { attack } from './attack.ts'
import { startTarget } from './target.ts'

const REQUESTS = 750
const seeds = [1, Math.floor(Math.random() * 1_000_000_000)]
const target = await startTarget()

for (const seed of seeds) {
  test(`seed ${seed}: ${REQUESTS} hostile requests leave the server as it was`, async () => {
    const numbers = Array.from({ length: REQUESTS }, (_, number) => number)
    const { failures, statuses } = await attack({ target, model: app.model, seed, numbers })
    const again = failures.map(({ number, what }) => `--seed ${seed} --only ${number}: ${what}`)
    expect(again).toEqual([])
    expect(statuses.get('200') ?? 0).toBeGreaterThan(REQUESTS / 20)
  }, 60_000)
}

test('the database that they leave is whole', async () => expect(await target.stop()).toEqual([]))

afterAll(async () => {
  if (target.alive()) await target.stop()
})
