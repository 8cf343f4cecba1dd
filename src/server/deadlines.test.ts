import { expect, test } from 'bun:test'
import { systemClock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { type Deadline, Deadlines } from './deadlines.ts'

const codeOf = (error: unknown) => (error instanceof Refusal ? error.code : error)

test('what is answered in time keeps its answer, or its error', async () => {
  const deadlines = new Deadlines(60_000, systemClock)
  const mistake = new Error('inside')
  expect(await deadlines.within(async () => 'done')).toBe('done')
  const broken = async () => await deadlines.within(() => Promise.reject(mistake))
  expect(await broken().catch((error) => error)).toBe(mistake)
  expect(deadlines.within(() => 'at once')).toBe('at once')
})

test('who takes too long is refused and told to give up; who comes later has as long', async () => {
  const deadlines = new Deadlines(30, systemClock)
  const late: Deadline[] = []
  let gaveUp = 0
  const never = async () =>
    await deadlines.within((deadline) => {
      late.push(deadline)
      deadline.giveUp = () => {
        gaveUp += 1
      }
      return new Promise<string>(() => {})
    })
  const codes = await Promise.all([never().catch(codeOf), never().catch(codeOf)])
  expect(codes).toEqual(['OFF006', 'OFF006'])
  expect(gaveUp).toBe(2)
  expect(late.map(({ passed }) => codeOf(passed))).toEqual(['OFF006', 'OFF006'])
  // The timer had nobody left to look after, and begins anew.
  expect(await never().catch(codeOf)).toBe('OFF006')
})
