/** Writes that share a commit, are undone, or break a constraint; how many statements a request takes. */
import { describe, expect } from 'bun:test'
import type { House, Open, Said, Who } from './house.ts'
import { type Change, changes, compare, idsOf, send } from './suite.ts'
import { ANA } from './world.ts'

export function writeContract(open: Open): void {
  describe('one statement', () => statementCounts(open))
  describe('writes at the same time', () => commits(open))
  describe('writes that are undone', () => undone(open))
  describe('constraints', () => constraints(open))
}

function statementCounts(open: Open): void {
  const rows: readonly (readonly [name: string, who: Who, request: string, said: Said])[] = [
    ['a read', ANA, 'GET tasks', {}],
    [
      'a read with embeds, filters and a count',
      ANA,
      'GET teams?select=*,projects(*,tasks(*)),users(email)&projects.title=neq.x',
      { prefer: 'count=exact' },
    ],
    ['an insert', ANA, 'POST tasks', { body: { id: 1, project: 10, title: 'x' } }],
    [
      'an insert of many',
      ANA,
      'POST tasks',
      {
        body: [
          { id: 1, project: 10, title: 'x' },
          { id: 2, project: 20, title: 'y' },
        ],
      },
    ],
    [
      'an insert that is sent back with embeds',
      ANA,
      'POST tasks?select=*,projects(title)',
      { body: { id: 1, project: 10, title: 'x' }, prefer: 'return=representation' },
    ],
    ['an update', ANA, 'PATCH tasks?id=eq.100', { body: { title: 'x' } }],
    ['an update of a reference', ANA, 'PATCH tasks?id=eq.100', { body: { project: 20 } }],
    [
      'an upsert',
      ANA,
      'POST projects',
      { body: { id: 10, team: 1, title: 'x' }, prefer: 'resolution=merge-duplicates' },
    ],
    ['a delete', ANA, 'DELETE tasks?id=eq.100', {}],
  ]
  changes(
    open,
    rows.map(([name, who, request, said]) => [
      name,
      async (house) => {
        const before = house.statements()
        expect((await send(house, who, request, said)).status).toBeLessThan(300)
        expect(house.statements() - before).toBe(1)
      },
    ]),
  )
}

/** The statuses of requests that are sent without waiting for each other. */
async function together(house: House, sent: readonly (readonly [string, Said])[]): Promise<number[]> {
  const heard = await Promise.all(sent.map(([request, said]) => send(house, ANA, request, said)))
  return heard.map(({ status }) => status)
}

const task = (id: number, change: object = {}) => ({ body: { id, project: 10, title: 'x', ...change } })

function commits(open: Open): void {
  changes(open, [
    [
      'one that fails leaves its neighbours alone',
      async (house) => {
        const sent = [task(1), task(100), task(2, { project: 30 }), task(3, { place: -1 }), task(4)].map(
          (said) => ['POST tasks', said] as const,
        )
        expect(await together(house, sent)).toEqual([201, 409, 403, 400, 201])
        expect(await idsOf(house, ANA, 'GET tasks?select=id&id=lt.100&order=id')).toEqual([1, 4])
      },
    ],
    [
      'one that is rolled back leaves its neighbours alone',
      async (house) => {
        const statuses = await together(house, [
          ['POST tasks', task(1)],
          ['POST tasks', { ...task(2), prefer: 'tx=rollback' }],
          ['POST tasks', task(3)],
        ])
        expect(statuses).toEqual([201, 201, 201])
        expect(await idsOf(house, ANA, 'GET tasks?select=id&id=lt.100&order=id')).toEqual([1, 3])
      },
    ],
    [
      'one that touches too many rows leaves its neighbours alone',
      async (house) => {
        const prefer = 'handling=strict, max-affected=1'
        const statuses = await together(house, [
          ['PATCH tasks?id=eq.100', { body: { title: 'a' } }],
          ['PATCH tasks', { body: { title: 'b' }, prefer }],
          ['PATCH tasks?id=eq.101', { body: { title: 'c' } }],
        ])
        expect(statuses).toEqual([204, 400, 204])
        expect((await send(house, ANA, 'GET tasks?select=title&order=id')).body).toEqual([
          { title: 'a' },
          { title: 'c' },
          { title: 'sail' },
        ])
      },
    ],
    [
      'of two for the same key, one wins',
      async (house) => {
        const statuses = await together(house, [
          ['POST tasks', task(1)],
          ['POST tasks', task(1)],
        ])
        expect(statuses.sort()).toEqual([201, 409])
      },
    ],
    [
      'hundreds',
      async (house) => {
        const sent = Array.from({ length: 300 }, (_, index) => ['POST tasks', task(1000 + index)] as const)
        expect(new Set(await together(house, sent))).toEqual(new Set([201]))
        expect((await send(house, ANA, 'GET tasks?select=count()&id=gte.1000')).body).toEqual([
          { count: 300 },
        ])
      },
    ],
    [
      'a write is seen by the read that follows it',
      async (house) => {
        await send(house, ANA, 'POST tasks', task(1))
        expect(await idsOf(house, ANA, 'GET tasks?select=id&id=eq.1')).toEqual([1])
      },
    ],
  ])
}

function undone(open: Open): void {
  const back = 'return=representation, tx=rollback'
  changes(open, [
    [
      'an insert',
      async (house) => {
        compare(await send(house, ANA, 'POST tasks?select=id', { ...task(1), prefer: back }), 201, [
          { id: 1 },
        ])
        expect(await idsOf(house, ANA, 'GET tasks?select=id&id=eq.1')).toEqual([])
      },
    ],
    [
      'an update',
      async (house) => {
        compare(
          await send(house, ANA, 'PATCH tasks?id=eq.100&select=title', {
            body: { title: 'x' },
            prefer: back,
          }),
          200,
          [{ title: 'x' }],
        )
        expect((await send(house, ANA, 'GET tasks?select=title&id=eq.100')).body).toEqual([
          { title: 'paint' },
        ])
      },
    ],
    [
      'a delete, with what hangs on it',
      async (house) => {
        compare(await send(house, ANA, 'DELETE projects?id=eq.10&select=id', { prefer: back }), 200, [
          { id: 10 },
        ])
        expect(await idsOf(house, ANA, 'GET tasks?select=id&project=eq.10&order=id')).toEqual([100, 101])
      },
    ],
    [
      'a constraint still fails',
      async (house) => {
        expect((await send(house, ANA, 'POST tasks', { ...task(100), prefer: 'tx=rollback' })).status).toBe(
          409,
        )
      },
    ],
    [
      'max-affected, by an update',
      async (house) => {
        const heard = await send(house, ANA, 'PATCH tasks', {
          body: { title: 'x' },
          prefer: 'handling=strict, max-affected=2',
        })
        compare(heard, 400, {
          code: 'PGRST124',
          message: 'Query result exceeds max-affected preference constraint',
          details: 'The query affects 3 rows',
          hint: null,
        })
        expect((await send(house, ANA, 'GET tasks?select=id&title=eq.x')).body).toEqual([])
      },
    ],
    [
      'max-affected, by a delete',
      async (house) => {
        expect(
          (await send(house, ANA, 'DELETE tasks', { prefer: 'handling=strict, max-affected=0' })).status,
        ).toBe(400)
        expect(await idsOf(house, ANA, 'GET tasks?select=id&order=id')).toEqual([100, 101, 200])
      },
    ],
    [
      'an object was asked for and there are more',
      async (house) => {
        const accept = 'application/vnd.pgrst.object+json'
        const heard = await send(house, ANA, 'PATCH tasks', {
          body: { title: 'x' },
          prefer: 'return=representation',
          accept,
        })
        expect(heard.status).toBe(406)
        expect((await send(house, ANA, 'GET tasks?select=id&title=eq.x')).body).toEqual([])
      },
    ],
  ])
}

type Broken = readonly [name: string, request: string, said: Said, status: number, body: object]

const BROKEN: readonly Broken[] = [
  [
    'unique: the primary key',
    'POST tasks',
    task(100),
    409,
    {
      code: '23505',
      message: 'duplicate key value violates unique constraint "tasks_pkey"',
      details: 'Key (id)=(100) already exists.',
    },
  ],
  [
    'unique: two columns',
    'POST projects',
    { body: { id: 1, team: 1, title: 'barn' } },
    409,
    {
      code: '23505',
      message: 'duplicate key value violates unique constraint "projects_team_title_key"',
      details: 'Key (team, title)=(1, barn) already exists.',
    },
  ],
  [
    'unique: by an update',
    'PATCH tasks?id=eq.101',
    { body: { id: 100 } },
    409,
    { code: '23505', details: 'Key (id)=(100) already exists.' },
  ],
  [
    'foreign key: no such row',
    'POST marks',
    { body: { id: 2, task: 77 } },
    409,
    { code: '23503', details: 'Key (task)=(77) is not present in table "tasks".' },
  ],
  [
    'foreign key: still pointed at',
    'DELETE nodes?id=eq.1',
    {},
    409,
    {
      code: '23503',
      message:
        'update or delete on table "nodes" violates foreign key constraint "nodes_parent_fkey" ' +
        'on table "nodes"',
    },
  ],
  [
    'not null',
    'POST tasks',
    task(1, { title: null }),
    400,
    {
      code: '23502',
      message: 'null value in column "title" of relation "tasks" violates not-null constraint',
    },
  ],
  [
    'foreign key: a value that is kept in another form',
    'POST charges',
    { body: { id: 1, rate: 1.5 } },
    409,
    { code: '23503', details: 'Key (rate)=(1.50) is not present in table "rates".' },
  ],
  [
    'not null: a key that is a decimal',
    'POST rates',
    { body: { code: null } },
    400,
    {
      code: '23502',
      message: 'null value in column "code" of relation "rates" violates not-null constraint',
    },
  ],
  [
    'not null: the key, by an update',
    'PATCH tasks?id=eq.101',
    { body: { id: null } },
    400,
    { code: '23502', message: 'null value in column "id" of relation "tasks" violates not-null constraint' },
  ],
  [
    'not null, left out',
    'POST tasks',
    { body: { id: 1, project: 10 } },
    400,
    {
      code: '23502',
      message: 'null value in column "title" of relation "tasks" violates not-null constraint',
    },
  ],
  [
    'check: a smallest value',
    'POST tasks',
    task(1, { place: -1 }),
    400,
    {
      code: '23514',
      message: 'new row for relation "tasks" violates check constraint "tasks_place_check"',
    },
  ],
  [
    'check: a length',
    'PATCH projects?id=eq.10',
    { body: { title: '' } },
    400,
    {
      code: '23514',
      message: 'new row for relation "projects" violates check constraint "projects_title_check"',
    },
  ],
]

const KEPT: readonly Change[] = [
  [
    'a tree is deleted in one statement',
    async (house) => {
      compare(await send(house, ANA, 'DELETE nodes', { prefer: 'count=exact' }), 204, null)
      expect(await idsOf(house, ANA, 'GET nodes?select=id')).toEqual([])
    },
  ],
  [
    'keys are exchanged in one statement',
    async (house) => {
      const body = [
        { id: 10, team: 1, title: 'one' },
        { id: 20, team: 2, title: 'two' },
      ]
      expect(
        (await send(house, ANA, 'POST projects', { body, prefer: 'resolution=merge-duplicates' })).status,
      ).toBe(200)
    },
  ],
]

function constraints(open: Open): void {
  const broken = BROKEN.map(
    ([name, request, said, status, body]): Change => [
      name,
      async (house) => {
        const heard = await send(house, ANA, request, said)
        expect(heard.status).toBe(status)
        expect(heard.body).toMatchObject(body)
      },
    ],
  )
  changes(open, [...broken, ...KEPT])
}
