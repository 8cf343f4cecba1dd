import { expect, test } from 'bun:test'
import { fixedClock } from '../base/clock.ts'
import { progressOf } from './progress.ts'

test('at most a line a second, the last one too when anything was said', () => {
  const clock = fixedClock(0)
  const said: string[] = []
  const { say, end } = progressOf({ clock, err: (line) => said.push(line) })
  const steps: readonly (readonly [afterMs: number, line: string])[] = [
    [0, 'a'],
    [999, 'b'],
    [1, 'c'],
    [500, 'd'],
    [499, 'e'],
    [1, 'f'],
    [10, 'g'],
  ]
  for (const [afterMs, line] of steps) {
    clock.advanceMs(afterMs)
    say(line)
  }
  end()
  expect(said).toEqual(['  c', '  f', '  g'])
})

test('what is over within a second is not spoken of', () => {
  const said: string[] = []
  const { say, end } = progressOf({ clock: fixedClock(0), err: (line) => said.push(line) })
  say('a')
  end()
  expect(said).toEqual([])
})
