import { expect, test } from 'bun:test'
import { Refusal } from '../../base/errors.ts'
import { Gate } from './gate.ts'

/** Work that ends when it is told to. */
function work() {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { begin: () => promise, end: () => resolve('done') }
}

const refused = async (passed: Promise<unknown>) => {
  const error = await passed.catch((thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw new Error('was not refused')
  return [error.status, error.code, error.headers['Retry-After']]
}

test('who waits comes in when somebody leaves, in order', async () => {
  const gate = new Gate(1)
  const [first, order] = [work(), [] as string[]]
  const passed = [
    gate.pass(first.begin),
    gate.pass(async () => order.push('second')),
    gate.pass(async () => order.push('third')),
  ]
  await Promise.resolve()
  expect(order).toEqual([])
  first.end()
  await Promise.all(passed)
  expect(order).toEqual(['second', 'third'])
})

test('a place is free again after work that failed', async () => {
  const gate = new Gate(1)
  await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate.pass(async () => 'yes')).toBe('yes')
})

test('as many wait as may, no longer than they may', async () => {
  const gate = new Gate(1, { waitMs: 5, waitingMax: 1 })
  const first = work()
  const passed = gate.pass(first.begin)
  const waiting = gate.pass(async () => 'too late')
  expect(await refused(gate.pass(async () => 'too many'))).toEqual([503, '53300', '1'])
  expect(await refused(waiting)).toEqual([503, '53300', '1'])
  first.end()
  expect(await passed).toBe('done')
  expect(await gate.pass(async () => 'again')).toBe('again')
})
