import { expect, test } from 'bun:test'
import { isSlow, stepsOf } from './cost.ts'

const planned = (plan: object) => [{ 'QUERY PLAN': [{ Plan: plan }] }]

test('what PostgreSQL thinks dear is slow', () => {
  expect(isSlow(planned({ 'Total Cost': 19_999.99 }))).toBe(false)
  expect(isSlow(planned({ 'Total Cost': 20_000 }))).toBe(true)
})

test('nodes become steps, each below the one that asks for it', () => {
  const scan = {
    'Node Type': 'Index Scan',
    'Index Name': 'songs_pkey',
    'Relation Name': 'songs',
    'Startup Cost': 0.1,
    'Total Cost': 8,
    'Plan Rows': 1,
    'Index Cond': '(id = $1)',
  }
  const root = { 'Node Type': 'Limit', 'Startup Cost': 0, 'Total Cost': 9, 'Plan Rows': 1, Plans: [scan] }
  expect(stepsOf(planned(root))).toEqual([
    { depth: 0, text: 'Limit (cost=0..9 rows=1)' },
    {
      depth: 1,
      text: 'Index Scan using songs_pkey on songs (cost=0.1..8 rows=1; Index Cond: (id = $1))',
    },
  ])
})
