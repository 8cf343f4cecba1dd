import { mintToken, newKeys } from '../../auth/index.ts'
import { fixedClock } from '../../base/clock.ts'
import { uuidFromName } from '../../base/ids.ts'
import { seededRandom } from '../../base/random.ts'
import { openHouse } from '../../server.ts'
import { contract } from '../contract/index.ts'
import { SqliteEngine } from './index.ts'

const [clock, random] = [fixedClock(Date.UTC(2026, 0, 2)), seededRandom(1)]

contract('sqlite', async ({ model }) => {
  const keys = await newKeys(random)
  const report = (error: unknown, id: string) => console.error(`trace ${id}`, error)
  const house = openHouse({ model, database: ':memory:', keys, clock, random, report })
  return {
    fetch: (request) => house.fetch(request),
    idOf: uuidFromName,
    statements: () => (house.engine instanceof SqliteEngine ? house.engine.statements : Number.NaN),
    close: () => house.close(),
    async headersOf(who) {
      if (who === 'service') return { apikey: keys.secret }
      if (who === 'anon') return { apikey: keys.publishable }
      const persona = { id: uuidFromName(who.name), roles: who.roles ?? [] }
      const token = await mintToken(keys, persona, clock, random)
      return { apikey: keys.publishable, Authorization: `Bearer ${token}` }
    },
  }
})
