import { test } from 'bun:test'
import { serve } from '../harness.ts'
test('p', async () => {
  const t = performance.now()
  const s = await serve()
  console.log(performance.now() - t)
  console.log(await s.get('songs'))
  console.log((await s.get('things')).body)
  await s.stop()
})
