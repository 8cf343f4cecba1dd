/** The app and the rows of the contract: teams with members, whose rules cross relations both ways. */
import {
  type App,
  app,
  array,
  bigint,
  boolean,
  bytes,
  date,
  decimal,
  float,
  identity,
  integer,
  json,
  ref,
  table,
  text,
  time,
  timestamp,
  users,
  uuid,
} from '../../model/index.ts'
import { ask, type House, type Open, type Who } from './house.ts'

export const teams = table({ id: integer(), name: text().unique() })
  .primaryKey('id')
  .access({
    read: ({ row, me }) => row.related(members).some((member) => member.user.is(me.id)),
    write: ({ me }) => me.is('admin'),
  })

export const members = table({
  team: ref(() => teams),
  user: ref(() => users),
  role: text().oneOf('owner', 'guest').default('guest'),
})
  .primaryKey('team', 'user')
  .access({
    read: ({ row, me }) => row.team.related(members).some((member) => member.user.is(me.id)),
    write: ({ row, me }) =>
      row.team.related(members).some((member) => member.user.is(me.id).and(member.role.is('owner'))),
  })

export const projects = table({
  id: integer(),
  team: ref(() => teams),
  title: text().length(1, 20),
  budget: integer()
    .optional()
    .access({ read: ({ me }) => me.is('finance') }),
  secret: text().hidden().default('hush'),
})
  .primaryKey('id')
  .unique('team', 'title')
  .access({
    read: ({ row, me }) => row.team.related(members).some((member) => member.user.is(me.id)),
    write: ({ row, me }) => row.team.related(members).some((member) => member.user.is(me.id)),
    delete: ({ row, me }) =>
      row.team.related(members).some((member) => member.user.is(me.id).and(member.role.is('owner'))),
  })

export const tasks = table({
  id: integer(),
  project: ref(() => projects).onDelete('cascade'),
  title: text(),
  done: boolean().default(false),
  place: integer().min(0).optional(),
})
  .primaryKey('id')
  .access({
    read: ({ row, me }) => row.project.team.related(members).some((member) => member.user.is(me.id)),
    write: ({ row, me }) => row.project.team.related(members).some((member) => member.user.is(me.id)),
  })

/** Anybody may write these: only the reference itself stands between them and a task. */
export const marks = table({ id: integer(), task: ref(() => tasks).onDelete('cascade') })
  .primaryKey('id')
  .access({ read: true, write: true })

/** A tree whose nodes may change while their parent is open: a rule about other rows of the same table. */
export const nodes = table({
  id: integer(),
  parent: ref(() => nodes).optional(),
  open: boolean().default(true),
})
  .primaryKey('id')
  .access({
    read: true,
    create: true,
    update: ({ row }) => row.parent.isNull().or(row.parent.open.is(true)),
    delete: true,
  })

/** A tree whose nodes the database numbers. */
export const leaves = table({
  id: identity(),
  parent: ref(() => leaves).optional(),
  title: text(),
}).access({ read: true, write: true })

/** One column of every type. */
export const values = table({
  id: integer(),
  a_text: text().optional(),
  an_integer: integer().optional(),
  a_bigint: bigint().optional(),
  a_float: float().optional(),
  a_decimal: decimal(30, 10).optional(),
  a_boolean: boolean().optional(),
  a_uuid: uuid().optional(),
  a_timestamp: timestamp().optional(),
  a_date: date().optional(),
  a_time: time().optional(),
  some_json: json().optional(),
  some_bytes: bytes().optional(),
  some_texts: array(text()).optional(),
  some_bigints: array(bigint()).optional(),
})
  .primaryKey('id')
  .access({ read: true, write: true })

/** A key that is a decimal, which an engine may keep as something else. */
export const rates = table({ code: decimal(6, 2) })
  .primaryKey('code')
  .access({ read: true, write: true })

export const charges = table({ id: integer(), rate: ref(() => rates) })
  .primaryKey('id')
  .access({ read: true, write: true })

export const world: App = app({
  name: 'contract',
  tables: { teams, members, projects, tasks, marks, nodes, leaves, values, rates, charges },
  api: { aggregates: true },
})

export const ANA: Who = { name: 'ana' }
export const BEN: Who = { name: 'ben' }
/** Ana again, with a role that lets her see budgets. */
export const ANA_OF_FINANCE: Who = { name: 'ana', roles: ['finance'] }

/** Opens the world with its rows: Ana owns team 1 and is a guest of Ben's team 2; team 3 is Ben's alone. */
export async function openWorld(open: Open): Promise<House> {
  const house = await open(world)
  const [ana, ben] = [house.idOf('ana'), house.idOf('ben')]
  const rows: readonly (readonly [string, readonly object[]])[] = [
    [
      'users',
      [
        { id: ana, email: 'ana@example.test' },
        { id: ben, email: 'ben@example.test' },
      ],
    ],
    [
      'teams',
      [
        { id: 1, name: 'red' },
        { id: 2, name: 'green' },
        { id: 3, name: 'blue' },
      ],
    ],
    [
      'members',
      [
        { team: 1, user: ana, role: 'owner' },
        { team: 2, user: ana, role: 'guest' },
        { team: 2, user: ben, role: 'owner' },
        { team: 3, user: ben, role: 'owner' },
      ],
    ],
    [
      'projects',
      [
        { id: 10, team: 1, title: 'barn', budget: 300 },
        { id: 20, team: 2, title: 'boat', budget: 100 },
        { id: 30, team: 3, title: 'bank', budget: 200 },
      ],
    ],
    [
      'tasks',
      [
        { id: 100, project: 10, title: 'paint', place: 2 },
        { id: 101, project: 10, title: 'roof', place: 1 },
        { id: 200, project: 20, title: 'sail', place: null },
        { id: 300, project: 30, title: 'vault', place: 3 },
      ],
    ],
    ['marks', [{ id: 1, task: 100 }]],
    [
      'nodes',
      [
        { id: 1, parent: null, open: true },
        { id: 2, parent: 1, open: true },
        { id: 3, parent: 2, open: true },
      ],
    ],
  ]
  for (const [name, all] of rows) {
    const { status, text } = await ask(house, 'service', 'POST', name, { body: all })
    if (status !== 201) throw new Error(`filling ${name}: ${text}`)
  }
  return house
}
