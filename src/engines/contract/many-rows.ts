/** Writes of many rows in one request: all of them are written or none, whatever is written beside them. */
import { describe, expect } from 'bun:test'
import type { House, Open, Said } from './house.ts'
import { type Change, changes, compare, idsOf, send } from './suite.ts'
import { ANA } from './world.ts'

export function manyRowsContract(open: Open): void {
  describe('many rows in one request', () => changes(open, [...WRITTEN, ...FAILING]))
}

const task = (id: number, change: object = {}) => ({ id, project: 10, title: 'x', ...change })

const WRITTEN: readonly Change[] = [
  [
    'are sent back in the order of the body',
    async (house) => {
      const body = [task(3), task(1), task(2)]
      const heard = await send(house, ANA, 'POST tasks?select=id', { body, prefer: 'return=representation' })
      compare(heard, 201, [{ id: 3 }, { id: 1 }, { id: 2 }])
    },
  ],
  [
    'may point at each other, also at a row that comes later',
    async (house) => {
      const body = [
        { id: 10, parent: 11 },
        { id: 11, parent: null },
      ]
      expect((await send(house, ANA, 'POST nodes', { body })).status).toBe(201)
      expect(await idsOf(house, ANA, 'GET nodes?select=id&id=gte.10&order=id')).toEqual([10, 11])
    },
  ],
  [
    'may point at each other by numbers that they get only now',
    async (house) => {
      const body = [
        { parent: null, title: 'a' },
        { parent: 1, title: 'b' },
        { parent: 2, title: 'c' },
      ]
      expect((await send(house, ANA, 'POST leaves', { body })).status).toBe(201)
    },
  ],
  [
    'are counted without those that were there already',
    async (house) => {
      const body = [task(100), task(1), task(101), task(2)]
      const prefer = 'resolution=ignore-duplicates, return=representation'
      compare(await send(house, ANA, 'POST tasks?select=id', { body, prefer }), 201, [{ id: 1 }, { id: 2 }])
    },
  ],
  [
    'are undone together',
    async (house) => {
      const body = [task(1), task(2)]
      expect((await send(house, ANA, 'POST tasks', { body, prefer: 'tx=rollback' })).status).toBe(201)
      expect(await newTasks(house)).toEqual([])
    },
  ],
]

/** Rows of which one cannot be written, sent between two others that can. */
const FAILING: readonly Change[] = [
  failing('a rule denies one', 'POST tasks', { body: [task(1), task(2, { project: 30 }), task(3)] }, 403, {
    code: '42501',
  }),
  failing('a key is there already', 'POST tasks', { body: [task(1), task(2), task(100), task(3)] }, 409, {
    code: '23505',
    message: 'duplicate key value violates unique constraint "tasks_pkey"',
  }),
  failing('a key stands twice in the body', 'POST tasks', { body: [task(1), task(2), task(1)] }, 409, {
    code: '23505',
  }),
  failing('a value is missing', 'POST tasks', { body: [task(1), task(2, { title: null })] }, 400, {
    code: '23502',
  }),
  failing(
    'an object was asked for and there are more',
    'PATCH tasks?select=id',
    {
      body: { title: 'y' },
      prefer: 'return=representation',
      accept: 'application/vnd.pgrst.object+json',
    },
    406,
    { code: 'PGRST116' },
  ),
  failing('an update gives two the same key', 'PATCH tasks?id=in.(100,101)', { body: { id: 7 } }, 409, {
    code: '23505',
  }),
  [
    'one points at a row that is not there: all are refused, and it is named',
    async (house) => {
      await send(house, ANA, 'POST rates', { body: { code: 1 } })
      const body = [
        { id: 1, rate: 1 },
        { id: 2, rate: 9.5 },
        { id: 3, rate: 1 },
      ]
      const heard = await send(house, ANA, 'POST charges', { body })
      compare(heard, 409, {
        code: '23503',
        message: 'insert or update on table "charges" violates foreign key constraint "charges_rate_fkey"',
        details: 'Key (rate)=(9.50) is not present in table "rates".',
        hint: null,
      })
      expect(await idsOf(house, ANA, 'GET charges?select=id')).toEqual([])
    },
  ],
]

function failing(why: string, request: string, said: Said, status: number, body: object): Change {
  return [
    `${why}: all are refused, and their neighbours are written`,
    async (house) => {
      const one = (id: number) => send(house, ANA, 'POST tasks', { body: task(id) })
      const [before, heard, after] = await Promise.all([one(50), send(house, ANA, request, said), one(51)])
      expect([before.status, heard.status, after.status]).toEqual([201, status, 201])
      expect(heard.body).toMatchObject(body)
      expect(await newTasks(house)).toEqual([50, 51])
      compare(await send(house, ANA, 'GET tasks?select=id,title&id=gte.100&order=id'), 200, [
        { id: 100, title: 'paint' },
        { id: 101, title: 'roof' },
        { id: 200, title: 'sail' },
      ])
    },
  ]
}

const newTasks = (house: House) => idsOf(house, ANA, 'GET tasks?select=id&id=lt.100&order=id')
