import { expect, test } from 'bun:test'
import { Stage } from './stage.ts'

const says = (text: string) => ({ answer: () => new Response(text) })
const ask = async (stage: Stage) => await (await stage.fetch(new Request('http://a/'))).text()

test('requests wait until somebody answers', async () => {
  const stage = new Stage()
  const early = [ask(stage), ask(stage)]
  await stage.exchange(() => says('one'))
  expect(await Promise.all(early)).toEqual(['one', 'one'])
})

test('open requests end with the old one, later ones wait for the new', async () => {
  const stage = new Stage()
  const gate = Promise.withResolvers<void>()
  const order: string[] = []
  await stage.exchange(() => ({
    answer: async () => {
      await gate.promise
      order.push('old')
      return new Response('old')
    },
  }))
  const open = ask(stage)
  const exchange = stage.exchange(async () => {
    order.push('change')
    return says('new')
  })
  const late = ask(stage)
  await Bun.sleep(1)
  expect(order).toEqual([])
  gate.resolve()
  await exchange
  expect(await Promise.all([open, late])).toEqual(['old', 'new'])
  expect(order).toEqual(['old', 'change'])
})

test('a change that fails leaves what was there, and the first lets requests wait on', async () => {
  const stage = new Stage()
  const early = ask(stage)
  const fail = () => {
    throw new Error('no')
  }
  await expect(stage.exchange(fail)).rejects.toThrow('no')
  await stage.exchange(() => says('one'))
  expect(await early).toBe('one')
  await expect(stage.exchange(fail)).rejects.toThrow('no')
  expect(await ask(stage)).toBe('one')
})

test('a request that fails does not count as open', async () => {
  const stage = new Stage()
  await stage.exchange(() => ({ answer: () => Promise.reject(new Error('broken')) }))
  await expect(ask(stage)).rejects.toThrow('broken')
  await stage.exchange(() => says('two'))
  expect(await ask(stage)).toBe('two')
})
