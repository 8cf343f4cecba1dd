import { afterEach, describe, expect, test } from 'bun:test'
import { fixedClock } from '../base/clock.ts'
import { waitMsMax } from '../base/limits.ts'
import { seededRandom } from '../base/random.ts'
import { Pulse } from './pulse.ts'

const request = new Request('http://offstage.test/rest/v1/songs')
let pulse: Pulse
let clock: ReturnType<typeof fixedClock>
/** Of all time, how much others have the processor. */
let othersPart = 0
let othersMs = 0

/** Requests that take so long each, all within one turn of the loop: what is said of each. */
function turn(...takesMs: number[]): string[] {
  return takesMs.map((ms) => {
    const verdict = pulse.verdict(request)
    clock.advanceMs(ms)
    othersMs += ms * othersPart
    return verdict
  })
}

function start(part = 0): void {
  clock = fixedClock(1_767_225_600_000)
  othersPart = part
  othersMs = 0
  pulse = new Pulse(
    () => ({ host: '127.0.0.1', port: 1 }),
    clock,
    seededRandom(1),
    () => othersMs,
  )
  pulse.begin()
}

afterEach(() => pulse.stop())

describe('within one turn of the loop', () => {
  test('a long line is noticed before it is at its end', () => {
    start()
    const verdicts = turn(...Array.from({ length: 100 }, () => 10))
    const first = verdicts.indexOf('late')
    expect(first * 10).toBeGreaterThan(waitMsMax)
    expect(first * 10).toBeLessThan(2 * waitMsMax)
    expect(new Set(verdicts.slice(0, first))).toEqual(new Set(['fine']))
    expect(new Set(verdicts.slice(first))).toEqual(new Set(['late']))
  })

  test('one slow request is no long line', () => {
    start()
    expect(turn(10 * waitMsMax, 1, 1, 1, 1)).toEqual(['fine', 'fine', 'fine', 'fine', 'fine'])
  })

  test('nobody is late before the app is open', () => {
    start()
    pulse = new Pulse(() => ({ host: '127.0.0.1', port: 1 }), clock, seededRandom(1))
    expect(new Set(turn(...Array.from({ length: 100 }, () => 10)))).toEqual(new Set(['fine']))
  })

  test('two slow ones are', () => {
    start()
    expect(turn(2 * waitMsMax, 2 * waitMsMax, 1)).toEqual(['fine', 'fine', 'late'])
  })
})

describe('where others have the processor', () => {
  const requests = (count: number) => Array.from({ length: count }, () => 3000 / count)

  test('a few requests that take long are no long line', () => {
    start(0.9)
    expect(new Set(turn(...requests(16)))).toEqual(new Set(['fine']))
  })

  test('a few that take long by what we have to do are one', () => {
    start(0.2)
    expect(turn(...requests(16)).at(-1)).toBe('late')
  })

  test('many requests are a long line, whoever holds them up', () => {
    start(0.9)
    expect(turn(...requests(200)).at(-1)).toBe('late')
  })
})

describe('between turns', () => {
  async function serve() {
    start()
    const said: string[] = []
    const server = Bun.serve({
      port: 0,
      fetch(asked) {
        const verdict = pulse.verdict(asked)
        said.push(verdict)
        return new Response(verdict)
      },
    })
    pulse = new Pulse(() => ({ host: '127.0.0.1', port: server.port ?? 0 }), clock, seededRandom(1))
    pulse.begin()
    const ask = async () => await (await fetch(server.url)).text()
    const beats = async (count: number) => {
      const own = () => said.filter((verdict) => verdict === 'own').length
      for (const until = own() + count; own() < until; ) await ask()
    }
    return { ask, beats, server }
  }

  test('a request of our own finds the line short again', async () => {
    const { ask, beats, server } = await serve()
    turn(...Array.from({ length: 100 }, () => 10))
    expect(await ask()).toBe('late')
    await beats(2)
    expect(await ask()).toBe('fine')
    await server.stop(true)
  })
})

test('a line that nobody stands in is not looked at', async () => {
  start()
  let looked = 0
  pulse = new Pulse(
    () => {
      looked += 1
      return { host: '127.0.0.1', port: 1 }
    },
    clock,
    seededRandom(1),
  )
  pulse.begin()
  await Bun.sleep(120)
  expect(looked).toBe(0)
})
