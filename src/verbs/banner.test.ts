import { expect, test } from 'bun:test'
import { newKeys } from '../auth/index.ts'
import { fixedClock } from '../base/clock.ts'
import { seededRandom } from '../base/random.ts'
import { upAsText } from './banner.ts'

test.each([
  ['/app/.offstage/app.sqlite', '.offstage/keys.json', '.offstage/app.sqlite'],
  // Nodes share their keys: there need not be a file of them here.
  ['postgres://ana:hush@db.example.org/shop', 'in the database', 'postgres://db.example.org/shop'],
])('with %s the secret key is %s', async (database, secret, shown) => {
  const [clock, random] = [fixedClock(0), seededRandom(1)]
  const shell = { env: {}, cwd: '/app', out: () => {}, err: () => {}, clock, random, packages: {} }
  const text = upAsText(
    {
      name: 'shop',
      url: 'http://127.0.0.1:1',
      keys: await newKeys(random),
      project: { app: '/app/app.ts', folder: '/app', data: '/app/.offstage', database, replicas: [] },
      personas: false,
      hasSite: false,
      changes: [],
    },
    shell,
  )
  expect(text).toContain(`  secret key       ${secret} (`)
  expect(text).toContain(`  database         ${shown}\n`)
})
