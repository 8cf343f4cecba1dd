import { expect, test } from 'bun:test'
import { Recorder } from './trace.ts'

test('steps are counted with their time, also those that fail or take long', async () => {
  let nowMs = 0
  const recorder = new Recorder(() => nowMs)
  const taking = (ms: number) => () => {
    nowMs += ms
    return ms
  }
  expect(recorder.step('parse', taking(2))).toBe(2)
  expect(recorder.step('parse', taking(3))).toBe(3)
  const later = Promise.withResolvers<string>()
  const run = recorder.step('run', () => later.promise)
  nowMs += 10
  later.resolve('done')
  expect(await run).toBe('done')
  const broken = new Error('broken')
  const fail = () => {
    throw broken
  }
  expect(() => recorder.step('outer', () => recorder.step('inner', fail))).toThrow(broken)
  const late = recorder.step('run', () => Promise.reject(new Error('late')))
  await expect(late).rejects.toThrow('late')
  expect(Object.fromEntries(recorder.totals)).toEqual({
    parse: { runs: 2, failed: 0, totalMs: 5 },
    run: { runs: 2, failed: 1, totalMs: 10 },
    inner: { runs: 1, failed: 1, totalMs: 0 },
    outer: { runs: 1, failed: 1, totalMs: 0 },
  })
  expect(recorder.whereFailed(broken)).toBe('inner')
  expect(recorder.whereFailed(new Error('another'))).toBeNull()
  expect(recorder.whereFailed('a text')).toBeNull()
})
