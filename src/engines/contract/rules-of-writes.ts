/** Rules over writes: rows that the caller may not change stay, and tell nothing. */
import { describe, expect } from 'bun:test'
import type { House, Open } from './house.ts'
import { type Change, changes, compare, idsOf, send } from './suite.ts'
import { ANA } from './world.ts'

export function ruleContract(open: Open): void {
  describe('rules of inserts', () => changes(open, INSERT_CHANGES))
  describe('rules of updates', () => changes(open, UPDATE_CHANGES))
  describe('rules of deletes', () => changes(open, DELETE_CHANGES))
  describe('references to rows that the caller may not read', () => changes(open, REFERENCE_CHANGES))
}

const DENIED = (table: string) => ({
  code: '42501',
  message: `new row violates row-level security policy for table "${table}"`,
})

const INSERT_CHANGES: readonly Change[] = [
  [
    'a row that is allowed',
    async (house) => {
      const body = { id: 11, team: 2, title: 'new' }
      compare(await send(house, ANA, 'POST projects', { body }), 201, null)
    },
  ],
  [
    'signed out',
    async (house) => {
      const heard = await send(house, 'anon', 'POST values', { body: { id: 1 } })
      expect(heard.status).toBe(201)
      expect(
        (await send(house, 'anon', 'POST tasks', { body: { id: 1, project: 10, title: 'x' } })).status,
      ).toBe(401)
    },
  ],
  [
    'one denied row of many undoes all',
    async (house) => {
      const body = [
        { id: 11, team: 1, title: 'mine' },
        { id: 12, team: 3, title: 'not mine' },
      ]
      const heard = await send(house, ANA, 'POST projects', { body })
      expect(heard.status).toBe(403)
      expect(heard.body).toMatchObject(DENIED('projects'))
      expect(await idsOf(house, 'service', 'GET projects?select=id&order=id')).toEqual([10, 20, 30])
    },
  ],
  [
    'an upsert that merges needs the rule of updates',
    async (house) => {
      const body = { id: 30, team: 2, title: 'taken' }
      const heard = await send(house, ANA, 'POST projects', { body, prefer: 'resolution=merge-duplicates' })
      expect(heard.status).toBe(403)
      expect(heard.body).toMatchObject(DENIED('projects'))
      expect((await send(house, 'service', 'GET projects?select=title&id=eq.30')).body).toEqual([
        { title: 'bank' },
      ])
    },
  ],
  [
    'an upsert that ignores leaves a row that is not seen alone',
    async (house) => {
      const body = [{ id: 30, team: 2, title: 'taken' }]
      const prefer = 'resolution=ignore-duplicates, return=representation'
      compare(await send(house, ANA, 'POST projects', { body, prefer }), 201, [])
      expect((await send(house, 'service', 'GET projects?select=title&id=eq.30')).body).toEqual([
        { title: 'bank' },
      ])
    },
  ],
  [
    'an upsert that merges a row of one’s own',
    async (house) => {
      const body = { id: 10, team: 1, title: 'byre' }
      const heard = await send(house, ANA, 'POST projects?select=id,title', {
        body,
        prefer: 'resolution=merge-duplicates, return=representation',
      })
      compare(heard, 200, [{ id: 10, title: 'byre' }])
    },
  ],
  [
    'a row that cannot be read back is denied where it is asked for',
    async (house) => {
      const admin = { name: 'ben', roles: ['admin'] }
      const body = { id: 9, name: 'nobody in it' }
      expect(
        (await send(house, admin, 'POST teams', { body, prefer: 'return=representation' })).body,
      ).toMatchObject(DENIED('teams'))
      compare(await send(house, admin, 'POST teams', { body }), 201, null)
    },
  ],
]

const UPDATE_CHANGES: readonly Change[] = [
  [
    'rows that are not seen are not changed',
    async (house) => {
      compare(
        await send(house, ANA, 'PATCH tasks?select=id&order=id', {
          body: { done: true },
          prefer: 'return=representation',
        }),
        200,
        [{ id: 100 }, { id: 101 }, { id: 200 }],
      )
      expect((await send(house, 'service', 'GET tasks?select=done&id=eq.300')).body).toEqual([
        { done: false },
      ])
    },
  ],
  [
    'a row cannot be moved where the rule does not hold',
    async (house) => {
      const heard = await send(house, ANA, 'PATCH members?team=eq.1', { body: { team: 2 } })
      expect(heard.status).toBe(403)
      expect(heard.body).toMatchObject(DENIED('members'))
      expect(await send(house, 'service', 'GET members?select=count()&team=eq.1')).toMatchObject({
        body: [{ count: 1 }],
      })
    },
  ],
  [
    'rows that are seen but may not be changed stay',
    async (house) => {
      // A guest may see the members of team 2 but change none of them; her own team's are hers to change.
      const heard = await send(house, ANA, 'PATCH members?select=team', {
        body: { role: 'owner' },
        prefer: 'return=representation',
      })
      compare(heard, 200, [{ team: 1 }])
    },
  ],
  [
    'rules about other rows look at the table as it was',
    async (house) => {
      const heard = await send(house, ANA, 'PATCH nodes?select=id&order=id', {
        body: { open: false },
        prefer: 'return=representation',
      })
      compare(heard, 200, [{ id: 1 }, { id: 2 }, { id: 3 }])
    },
  ],
  [
    'rules about other rows deny',
    async (house) => {
      await send(house, 'service', 'PATCH nodes?id=eq.1', { body: { open: false } })
      const heard = await send(house, ANA, 'PATCH nodes?select=id&order=id', {
        body: { open: true },
        prefer: 'return=representation',
      })
      compare(heard, 200, [{ id: 1 }, { id: 3 }])
    },
  ],
  [
    'a membership that the update itself ends still counts',
    async (house) => {
      const heard = await send(house, ANA, `PATCH members?team=eq.1&user=eq.${house.idOf('ana')}`, {
        body: { role: 'guest' },
      })
      compare(heard, 204, null)
    },
  ],
]

const DELETE_CHANGES: readonly Change[] = [
  [
    'rows of others stay',
    async (house) => {
      compare(await send(house, ANA, 'DELETE projects?select=id', { prefer: 'return=representation' }), 200, [
        { id: 10 },
      ])
      expect(await idsOf(house, 'service', 'GET projects?select=id&order=id')).toEqual([20, 30])
    },
  ],
  [
    'what hangs on a row goes with it',
    async (house) => {
      compare(await send(house, ANA, 'DELETE projects?id=eq.10'), 204, null)
      expect(await idsOf(house, 'service', 'GET tasks?select=id&order=id')).toEqual([200, 300])
    },
  ],
  [
    'what is sent back was read before',
    async (house) => {
      const heard = await send(house, ANA, 'DELETE tasks?id=eq.100&select=title,projects(title)', {
        prefer: 'return=representation',
      })
      compare(heard, 200, [{ title: 'paint', projects: { title: 'barn' } }])
    },
  ],
  [
    'the membership that allows it may be the row itself',
    async (house) => {
      const path = `DELETE members?team=eq.1&user=eq.${house.idOf('ana')}&select=team`
      compare(await send(house, ANA, path, { prefer: 'return=representation' }), 200, [{ team: 1 }])
      expect(await idsOf(house, ANA, 'GET teams?select=id')).toEqual([2])
    },
  ],
]

/** The answers about a row that is denied and one that is missing: the same, but for the number itself. */
async function bothAnswers(house: House, request: string, denied: number, body: (to: number) => object) {
  const hidden = await send(house, ANA, request, { body: body(denied) })
  const missing = await send(house, ANA, request, { body: body(999) })
  expect([hidden.status, hidden.text.replaceAll(`(${denied})`, '(999)')]).toEqual([
    missing.status,
    missing.text,
  ])
  return missing
}

/** A rule that crosses the reference finds nothing on the other side: then the row itself is denied. */
const crossed = async (house: House, request: string, body: (project: number) => object) => {
  const missing = await bothAnswers(house, request, 30, body)
  expect(missing.status).toBe(403)
  expect(missing.body).toMatchObject(DENIED('tasks'))
}

/** Where no rule looks at the other side, the reference itself is refused. */
const refused = async (house: House, request: string, body: (task: number) => object) => {
  compare(await bothAnswers(house, request, 300, body), 409, {
    code: '23503',
    message: 'insert or update on table "marks" violates foreign key constraint "marks_task_fkey"',
    details: 'Key (task)=(999) is not present in table "tasks".',
    hint: null,
  })
}

const REFERENCE_CHANGES: readonly Change[] = [
  ['an insert without a rule', (house) => refused(house, 'POST marks', (task) => ({ id: 2, task }))],
  [
    'an insert of many without a rule',
    (house) =>
      refused(house, 'POST marks', (task) => [
        { id: 2, task: 100 },
        { id: 3, task },
      ]),
  ],
  ['an update without a rule', (house) => refused(house, 'PATCH marks?id=eq.1', (task) => ({ task }))],
  [
    'an insert',
    async (house) => await crossed(house, 'POST tasks', (project) => ({ id: 1, project, title: 'x' })),
  ],
  [
    'an insert of many',
    async (house) =>
      await crossed(house, 'POST tasks', (project) => [
        { id: 1, project: 10, title: 'x' },
        { id: 2, project, title: 'y' },
      ]),
  ],
  ['an update', async (house) => await crossed(house, 'PATCH tasks?id=eq.100', (project) => ({ project }))],
  [
    'a reference that may be made',
    async (house) => {
      compare(await send(house, ANA, 'PATCH tasks?id=eq.100', { body: { project: 20 } }), 204, null)
    },
  ],
  [
    'the secret key may refer to anything',
    async (house) => {
      compare(await send(house, 'service', 'PATCH tasks?id=eq.100', { body: { project: 30 } }), 204, null)
    },
  ],
  [
    'rows of one insert may refer to each other',
    async (house) => {
      const body = [
        { id: 10, parent: 11, open: true },
        { id: 11, parent: null, open: true },
        { id: 12, parent: 12, open: true },
      ]
      compare(await send(house, ANA, 'POST nodes', { body }), 201, null)
    },
  ],
]
