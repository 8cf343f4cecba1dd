/** Rules over reads: rows and columns that are denied are not there, whatever the request asks. */
import { describe, expect } from 'bun:test'
import type { Open } from './house.ts'
import { type Change, changes, compare, type Row, reads, send } from './suite.ts'
import { ANA, ANA_OF_FINANCE, BEN } from './world.ts'

export function readContract(open: Open): void {
  describe('rules of reads', () => {
    reads(open, ROW_READS)
    changes(open, ROW_CHANGES)
  })
  describe('rules of columns', () => {
    reads(open, COLUMN_READS)
    changes(open, COLUMN_CHANGES)
  })
}

const ROW_READS: readonly Row[] = [
  [
    'of spreads',
    ANA,
    'GET members?select=role,...users(email)&team=eq.2&order=role',
    {},
    200,
    [
      { role: 'guest', email: 'ana@example.test' },
      { role: 'owner', email: null },
    ],
  ],
  [
    'of order by a to-one that is denied',
    ANA,
    'GET members?select=role,users()&team=eq.2&order=users(email).desc.nullslast',
    {},
    200,
    [{ role: 'guest' }, { role: 'owner' }],
  ],
  [
    'of pages: denied rows take no place',
    BEN,
    'GET tasks?select=id&order=id&limit=1&offset=1',
    {},
    200,
    [{ id: 300 }],
  ],
  [
    'of pages inside',
    BEN,
    'GET teams?select=id,projects(tasks(id))&id=eq.3&projects.tasks.limit=1',
    {},
    200,
    [{ id: 3, projects: [{ tasks: [{ id: 300 }] }] }],
  ],
  [
    'of the secret key inside embeds',
    'service',
    'GET members?select=users(email)&team=eq.3',
    {},
    200,
    [{ users: { email: 'ben@example.test' } }],
  ],
  ['one step', ANA, 'GET teams?select=id&order=id', {}, 200, [{ id: 1 }, { id: 2 }]],
  ['of somebody else', BEN, 'GET teams?select=id&order=id', {}, 200, [{ id: 2 }, { id: 3 }]],
  ['signed out', 'anon', 'GET teams?select=id', {}, 200, []],
  ['the secret key', 'service', 'GET teams?select=id&order=id', {}, 200, [{ id: 1 }, { id: 2 }, { id: 3 }]],
  [
    'over three tables',
    ANA,
    'GET tasks?select=id&order=id',
    {},
    200,
    [{ id: 100 }, { id: 101 }, { id: 200 }],
  ],
  [
    'a filter cannot widen them',
    BEN,
    'GET tasks?select=id&or=(id.gt.0,id.is.null)&order=id',
    {},
    200,
    [{ id: 200 }, { id: 300 }],
  ],
  [
    'a negated filter neither',
    BEN,
    'GET tasks?select=id&not.or=(id.eq.0)&order=id',
    {},
    200,
    [{ id: 200 }, { id: 300 }],
  ],
  [
    'inside a to-many',
    BEN,
    'GET teams?select=id,projects(id)&order=id',
    {},
    200,
    [
      { id: 2, projects: [{ id: 20 }] },
      { id: 3, projects: [{ id: 30 }] },
    ],
  ],
  [
    'inside a to-one',
    ANA,
    'GET members?select=team,users(email)&order=team,user&team=eq.1',
    {},
    200,
    [{ team: 1, users: { email: 'ana@example.test' } }],
  ],
  [
    'inside a to-one that is denied',
    ANA,
    'GET members?select=users(email)&team=eq.2&role=eq.owner',
    {},
    200,
    [{ users: null }],
  ],
  [
    'of a to-one that must be there',
    ANA,
    'GET members?select=team,users!inner(email)&order=team',
    {},
    200,
    [
      { team: 1, users: { email: 'ana@example.test' } },
      { team: 2, users: { email: 'ana@example.test' } },
    ],
  ],
  [
    'of an anti-join: what is denied counts as absent',
    ANA,
    'GET members?select=team,users()&users=is.null',
    {},
    200,
    [{ team: 2 }],
  ],
  [
    'inside a many-to-many',
    BEN,
    'GET teams?select=id,users(email)&id=eq.2',
    {},
    200,
    [{ id: 2, users: [{ email: 'ben@example.test' }] }],
  ],
  [
    'of an embed that is filtered',
    ANA,
    'GET teams?select=id,projects!inner(id)&projects.title=eq.bank',
    {},
    200,
    [],
  ],
  ['of aggregates', BEN, 'GET tasks?select=count(),place.max()', {}, 200, [{ count: 2, max: 3 }]],
  [
    'of aggregates inside',
    ANA,
    'GET projects?select=id,tasks(count())&order=id',
    {},
    200,
    [
      { id: 10, tasks: [{ count: 2 }] },
      { id: 20, tasks: [{ count: 1 }] },
    ],
  ],
  [
    'of one object',
    ANA,
    'GET tasks?select=id&id=eq.300',
    { accept: 'application/vnd.pgrst.object+json' },
    406,
    {
      code: 'PGRST116',
      message: 'Cannot coerce the result to a single JSON object',
      details: 'The result contains 0 rows',
      hint: null,
    },
  ],
]

const ROW_CHANGES: readonly Change[] = [
  [
    'of counts',
    async (house) => {
      const heard = await send(house, ANA, 'HEAD tasks', { prefer: 'count=exact' })
      expect(heard.range).toBe('0-2/3')
      expect((await send(house, 'anon', 'HEAD tasks', { prefer: 'count=exact' })).range).toBe('*/0')
    },
  ],
]

const COLUMN_READS: readonly Row[] = [
  [
    'filters of an inner embed see null',
    ANA,
    'GET teams?select=id,projects!inner(id)&projects.budget=gt.0',
    {},
    200,
    [],
  ],
  ['filters in or see null', ANA, 'GET projects?select=id&or=(budget.gt.0,budget.lt.0)', {}, 200, []],
  [
    'anti-joins see null',
    ANA,
    'GET teams?select=id,projects()&projects.budget=gt.0&projects=is.null&order=id',
    {},
    200,
    [{ id: 1 }, { id: 2 }],
  ],
  ['groups see null', ANA, 'GET projects?select=budget,count()', {}, 200, [{ budget: null, count: 2 }]],
  [
    'aggregates inside see null',
    ANA,
    'GET teams?select=id,projects(budget.max())&id=eq.1',
    {},
    200,
    [{ id: 1, projects: [{ max: null }] }],
  ],
  [
    'spreads see null',
    ANA,
    'GET tasks?select=id,...projects(budget)&id=eq.100',
    {},
    200,
    [{ id: 100, budget: null }],
  ],
  ['isdistinct sees null', ANA, 'GET projects?select=id&budget=not.isdistinct.300', {}, 200, []],
  [
    'shown to whom the rule allows it',
    ANA_OF_FINANCE,
    'GET projects?select=budget&order=id',
    {},
    200,
    [{ budget: 300 }, { budget: 100 }],
  ],
  [
    'null to others',
    ANA,
    'GET projects?select=budget&order=id',
    {},
    200,
    [{ budget: null }, { budget: null }],
  ],
  [
    'null inside embeds',
    ANA,
    'GET teams?select=projects(budget)&id=eq.1',
    {},
    200,
    [{ projects: [{ budget: null }] }],
  ],
  ['filters see null', ANA, 'GET projects?select=id&budget=gt.0', {}, 200, []],
  ['negated filters see null', ANA, 'GET projects?select=id&budget=not.eq.300', {}, 200, []],
  [
    'is null sees null',
    ANA,
    'GET projects?select=id&budget=is.null&order=id',
    {},
    200,
    [{ id: 10 }, { id: 20 }],
  ],
  [
    'filters of whom it is shown to',
    ANA_OF_FINANCE,
    'GET projects?select=id&budget=gt.200',
    {},
    200,
    [{ id: 10 }],
  ],
  ['order sees null', ANA, 'GET projects?select=id&order=budget,id', {}, 200, [{ id: 10 }, { id: 20 }]],
  [
    'order sees null, descending',
    ANA,
    'GET projects?select=id&order=budget.desc,id',
    {},
    200,
    [{ id: 10 }, { id: 20 }],
  ],
  [
    'order of whom it is shown to',
    ANA_OF_FINANCE,
    'GET projects?select=id&order=budget',
    {},
    200,
    [{ id: 20 }, { id: 10 }],
  ],
  [
    'order by way of a to-one',
    ANA,
    'GET tasks?select=id,projects()&order=projects(budget),id',
    {},
    200,
    [{ id: 100 }, { id: 101 }, { id: 200 }],
  ],
  [
    'aggregates see null',
    ANA,
    'GET projects?select=budget.sum(),budget.count()',
    {},
    200,
    [{ sum: null, count: 0 }],
  ],
  ['casts see null', ANA, 'GET projects?select=v:budget::text&id=eq.10', {}, 200, [{ v: null }]],
  [
    'a hidden column does not exist in select',
    ANA,
    'GET projects?select=secret',
    {},
    400,
    expect.objectContaining({ code: '42703' }),
  ],
  [
    'a hidden column does not exist in filters',
    ANA,
    'GET projects?secret=eq.hush',
    {},
    400,
    expect.objectContaining({ code: '42703' }),
  ],
  [
    'a hidden column does not exist in order',
    ANA,
    'GET projects?order=secret',
    {},
    400,
    expect.objectContaining({ code: '42703' }),
  ],
]

const COLUMN_CHANGES: readonly Change[] = [
  [
    'updates cannot probe a denied column',
    async (house) => {
      const heard = await send(house, ANA, 'PATCH projects?budget=gt.0', {
        body: { title: 'x' },
        prefer: 'return=representation',
      })
      compare(heard, 200, [])
    },
  ],
  [
    'deletes cannot probe a denied column',
    async (house) => {
      compare(
        await send(house, ANA, 'DELETE projects?budget=gt.0', { prefer: 'return=representation' }),
        200,
        [],
      )
    },
  ],
  [
    'what is sent back is masked',
    async (house) => {
      const body = { id: 11, team: 1, title: 'new', budget: 5 }
      const heard = await send(house, ANA, 'POST projects?select=id,budget', {
        body,
        prefer: 'return=representation',
      })
      compare(heard, 201, [{ id: 11, budget: null }])
      expect((await send(house, 'service', 'GET projects?select=budget&id=eq.11')).body).toEqual([
        { budget: 5 },
      ])
    },
  ],
]
