/** Backups under load: each is the database at one moment, with all that was acknowledged before. */
import { afterAll, expect, test } from 'bun:test'
import { copyFileSync } from 'node:fs'
import { seededRandom } from '../../src/base/random.ts'
import { Client } from '../crash/client.ts'
import { WriteMaker } from '../crash/make-write.ts'
import { KEYS } from '../crash/server.ts'
import { APP, endAll, House, look, textOf, Witness } from './stage.ts'

afterAll(endAll)

const CLIENTS = 8
const BACKUPS = 3
const seed = Math.floor(Math.random() * 1e6)

test(`backups taken under load hold what was acknowledged, and no half of anything, seed ${seed}`, async () => {
  const house = await new House().start()
  // Copied in several steps, between which writes are committed.
  house.addBallast(40)
  const witnesses = Array.from({ length: CLIENTS }, (_, index) => {
    const maker = new WriteMaker(index + 1, seededRandom(seed * 1000 + index))
    return new Witness(new Client(maker, KEYS.OFFSTAGE_PUBLISHABLE_KEY))
  })
  let isOver = false
  const writing = witnesses.map((witness) => witness.write(house.url, () => isOver))
  const taken: { readonly file: string; readonly known: readonly number[] }[] = []
  for (let time = 0; time < BACKUPS; time++) {
    const enough = witnesses.map(({ history }) => history.length + 20)
    while (witnesses.some(({ history }, index) => history.length < (enough[index] ?? 0))) await Bun.sleep(1)
    const known = witnesses.map(({ history }) => history.length - 1)
    const { file } = await house.backup()
    taken.push({ file, known })
  }
  isOver = true
  await Promise.all(writing)
  const ended = await house.stop()
  expect([ended.code, ended.err]).toEqual([0, ''])
  expect(witnesses.flatMap(({ client }) => client.problems)).toEqual([])

  for (const { file, known } of taken) {
    const fresh = new House()
    const restored = await fresh.run('restore', file, APP)
    expect([restored.code, restored.err]).toEqual([0, ''])
    await fresh.start()
    const { states, problems } = look(fresh.database)
    expect(problems).toEqual([])
    const moments = witnesses.map(({ client, history }) =>
      history.lastIndexOf(textOf(states.get(client.number))),
    )
    // -1 would be a state that never was: half of a write, or a write without one before it.
    for (const [index, moment] of moments.entries()) expect(moment).toBeGreaterThanOrEqual(known[index] ?? 0)
    const served = await fresh.send('GET', '/rest/v1/accounts?select=id&order=id')
    const accounts = [...states.values()].flatMap((state) => [...state.accounts.keys()])
    expect(JSON.parse(served.text)).toEqual(accounts.sort((a, b) => a - b).map((id) => ({ id })))
    await fresh.write(1)
    expect((await fresh.stop()).code).toBe(0)
  }
  // Taken while there was something to miss.
  expect(taken.at(-1)?.known).not.toEqual(witnesses.map(({ history }) => history.length - 1))
}, 120_000)

test('a backup is read-only work: it has the pages of the database, and leaves no log behind', async () => {
  const house = await new House().start()
  await house.write(1, 2, 3)
  const { file, rows } = await house.backup()
  expect(rows).toEqual({ accounts: 3, entries: 0, notes: 0, users: 0 })
  expect(house.shelved()).toEqual([file, `${file}.json`].map((path) => path.split('/').at(-1) ?? ''))
  await house.stop()
  copyFileSync(file, house.database)
  expect(look(house.database).problems).toEqual([])
}, 60_000)
