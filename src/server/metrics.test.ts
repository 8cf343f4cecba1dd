import { expect, test } from 'bun:test'
import { app, id, table, text } from '../index.ts'
import { start } from '../testing.ts'

const songs = table({ id: id(), title: text() }).access({ read: true })

test('metrics count answers and known shapes, for the secret key alone', async () => {
  const house = await start(app({ tables: { songs } }))
  const get = (path: string, key: string) =>
    house.fetch(new Request(`http://offstage.test${path}`, { headers: { apikey: key } }))
  for (const title of ['a', 'b', 'c']) await get(`/rest/v1/songs?title=eq.${title}`, house.keys.publishable)
  await get('/rest/v1/nothing', house.keys.publishable)
  expect((await get('/metrics', house.keys.publishable)).status).toBe(401)
  const metrics = await (await get('/metrics', house.keys.secret)).text()
  expect(metrics).toContain('offstage_answers_total{status="2xx"} 3\n')
  expect(metrics).toContain('offstage_answers_total{status="4xx"} 2\n')
  expect(metrics).toContain('offstage_shape_hits_total 2\n')
  expect(metrics).toContain('offstage_shape_misses_total 1\n')
  expect(metrics).toContain('offstage_step_runs_total{step="run"} 3\n')
  expect(metrics).toContain('offstage_step_failures_total{step="parse"} 1\n')
  expect(metrics).toMatch(/\noffstage_step_seconds_total\{step="respond"\} [0-9.e-]+\n/)
  await house.stop()
})
