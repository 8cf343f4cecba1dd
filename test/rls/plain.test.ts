/** Row level security in a few plain sentences: one app, its rows, and what callers see and may do. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { app, boolean, id, or, ref, table, text, users } from '../../src/index.ts'
import { noServerOfOurOwn } from '../postgres/binaries.ts'
import { idOf } from '../rules/make-rows.ts'
import { type Caller, RlsStage } from './stage.ts'

const projects = table({ id: id(), name: text(), notes: text().optional().hidden() }).access({
  read: ({ row, me }) => row.related(members).some((member) => member.user.is(me.id)),
  update: ({ row, me }) => row.related(members).some((member) => member.user.is(me.id)),
})

const members = table({
  project: ref(() => projects),
  user: ref(() => users).open(),
  phone: text()
    .optional()
    .access({ read: ({ row, me }) => or(row.user.is(me.id), me.is('lead')) }),
})
  .primaryKey('project', 'user')
  .access({ read: ({ row, me }) => row.project.related(members).some((member) => member.user.is(me.id)) })

const tasks = table({
  id: id(),
  project: ref(() => projects),
  author: ref(() => users)
    .default('me')
    .readonly()
    .open(),
  title: text().default('untitled'),
  state: text().oneOf('open', 'done').default('open'),
  pinned: boolean()
    .default(false)
    .access({ write: ({ me }) => me.is('lead') }),
}).access({
  read: ({ row, me }) => row.author.is(me.id).or(me.is('lead')),
  create: ({ row, me }) => row.author.is(me.id),
  update: {
    old: ({ row, me }) => row.author.is(me.id),
    new: ({ row, old }) => or(old.state.is('open'), row.state.is('done')),
  },
})

const diaries = table({ id: id(), owner: ref(() => users), text: text() }).access({
  read: ({ row, me }) => row.owner.is(me.id),
  update: true,
  delete: true,
})

const built = app({ tables: { projects, members, tasks, diaries, users } })

const boat = '11111111-1111-4111-8111-000000000001'
const kite = '11111111-1111-4111-8111-000000000002'
const open = '22222222-2222-4222-8222-000000000001'
const done = '22222222-2222-4222-8222-000000000002'

const as = (name: string, metadata: object = {}): Caller => ({
  role: 'authenticated',
  claims: { sub: idOf(name), app_metadata: metadata },
})
const [ana, ben] = [as('ana'), as('ben')]
const lead = as('ana', { roles: ['lead'] })
const anon: Caller = { role: 'anon', claims: {} }
const service: Caller = { role: 'service_role', claims: {} }

const title =
  noServerOfOurOwn === null ? 'row level security' : `row level security (left out: ${noServerOfOurOwn})`

describe.skipIf(noServerOfOurOwn !== null)(title, () => {
  let rls: RlsStage
  beforeAll(async () => {
    rls = await RlsStage.open()
    await rls.declare(built)
    await rls.run(`
      insert into users (id) values ('${idOf('ana')}'), ('${idOf('ben')}'), ('${idOf('cai')}');
      insert into projects (id, name, notes) values ('${boat}', 'boat', 'hush'), ('${kite}', 'kite', 'hush');
      insert into members (project, "user", phone) values
        ('${boat}', '${idOf('ana')}', '1'), ('${boat}', '${idOf('cai')}', '2'),
        ('${kite}', '${idOf('ben')}', '3');
      insert into tasks (id, project, author, title, state) values
        ('${open}', '${boat}', '${idOf('ana')}', 'paint', 'open'),
        ('${done}', '${boat}', '${idOf('ana')}', 'sand', 'done');
      insert into diaries (owner, text) values ('${idOf('ana')}', 'dear')`)
  })
  afterAll(async () => {
    await rls.close()
  })

  test('a project is seen by its members, though the members have a rule of their own', async () => {
    for (const from of ['api.projects', 'public.projects']) {
      expect(await rls.rows(ana, `select name from ${from}`)).toEqual([{ name: 'boat' }])
      expect(await rls.rows(ben, `select name from ${from}`)).toEqual([{ name: 'kite' }])
      expect(await rls.rows(anon, `select name from ${from}`)).toEqual([])
    }
  })

  test('a masked column is shown in some rows, and cannot be asked around the view', async () => {
    const phones = 'select phone from api.members order by phone nulls last'
    expect(await rls.rows(ana, phones)).toEqual([{ phone: '1' }, { phone: null }])
    expect(await rls.rows(lead, phones)).toEqual([{ phone: '1' }, { phone: '2' }])
    expect(await rls.rows(ana, "select 1 as one from api.members where phone = '2'")).toEqual([])
    expect(await rls.write(ana, 'select phone from public.members')).toMatchObject({ code: '42501' })
  })

  test('a hidden column is nowhere', async () => {
    expect(await rls.rows(ana, 'select * from api.projects')).toEqual([{ id: boat, name: 'boat' }])
    for (const who of [ana, service])
      expect(await rls.write(who, 'select notes from public.projects')).toMatchObject({ code: '42501' })
  })

  test('me.is asks for the roles in app_metadata, when they are texts in a list', async () => {
    const ours = 'select title from api.tasks'
    expect(await rls.rows(ben, ours)).toEqual([])
    expect(await rls.rows(as('ben', { roles: ['lead'] }), ours)).toHaveLength(2)
    for (const roles of ['lead', ['lead', 7], { lead: true }, null])
      expect(await rls.rows(as('ben', { roles }), ours)).toEqual([])
    expect(await rls.rows({ role: 'anon', claims: as('ana', { roles: ['lead'] }).claims }, ours)).toEqual([])
  })

  test('claims that are none are nobody, and no error', async () => {
    for (const sub of ['ana', 7, null, [idOf('ana')], ''])
      expect(
        await rls.rows({ role: 'authenticated', claims: { sub } }, 'select * from api.projects'),
      ).toEqual([])
  })

  test('the author is filled in, and cannot be given', async () => {
    expect(await rls.write(ana, `insert into tasks (project) values ('${boat}')`)).toEqual({ rows: 1 })
    const given = `insert into tasks (project, author) values ('${boat}', '${idOf('ben')}')`
    expect(await rls.write(ana, given)).toMatchObject({ code: '42501' })
  })

  test('a reference to a row that may not be read is one to a row that is not there', async () => {
    const point = (project: string) => rls.write(ana, `insert into tasks (project) values ('${project}')`)
    const refused = await point(kite)
    expect(refused).toMatchObject({ code: '23503' })
    expect(refused).toEqual(await point('33333333-3333-4333-8333-333333333333'))
    const moved = await rls.write(ana, `update tasks set project = '${kite}' where id = '${open}'`)
    expect(moved).toMatchObject({ code: '23503' })
  })

  test('a change is held to the row before it and after it', async () => {
    const become = (task: string, state: string) =>
      rls.write(ana, `update tasks set state = '${state}' where id = '${task}'`)
    expect(await become(open, 'done')).toEqual({ rows: 1 })
    expect(await become(done, 'open')).toMatchObject({ code: '42501' })
    expect(await rls.write(ben, "update tasks set state = 'done'")).toEqual({ rows: 0 })
  })

  test('what cannot be read is not changed, though the statement reads nothing', async () => {
    for (const statement of ["update diaries set text = 'x'", 'delete from diaries']) {
      expect(await rls.write(ben, statement)).toEqual({ rows: 0 })
      expect(await rls.write(ana, statement)).toEqual({ rows: 1 })
    }
  })

  test('a column with a write rule is asked for where a statement names it', async () => {
    const pin = `update tasks set pinned = true where id = '${open}'`
    expect(await rls.write(ana, pin)).toMatchObject({ code: '42501' })
    expect(await rls.write(lead, pin)).toEqual({ rows: 1 })
    expect(await rls.write(ana, `update tasks set title = 'x' where id = '${open}'`)).toEqual({ rows: 1 })
  })

  test('on conflict is held to the rules of both operations', async () => {
    const merge = `insert into tasks (id, project, title) values ('${open}', '${boat}', 'x')
      on conflict (id) do update set title = excluded.title`
    expect(await rls.write(ana, merge)).toEqual({ rows: 1 })
    expect(await rls.write(ben, merge)).toMatchObject({ code: '23503' })
    expect(await rls.write(as('cai'), merge)).toMatchObject({ code: '42501' })
  })

  test('the service role and the owner pass by every rule', async () => {
    const unread = `insert into tasks (project, author) values ('${kite}', '${idOf('ben')}')`
    expect(await rls.write(service, unread)).toEqual({ rows: 1 })
    expect(await rls.write(service, 'update tasks set pinned = true')).toEqual({ rows: 2 })
    expect(await rls.rows(service, 'select name from public.projects')).toHaveLength(2)
  })

  test('a tool that logs in as a member of a role is what that role is', async () => {
    const names = 'select name from api.projects'
    expect(await rls.rowsOfTool(ana, names)).toEqual([{ name: 'boat' }])
    expect(await rls.rowsOfTool({ ...ana, role: 'anon' }, names)).toEqual([])
    expect(await rls.rowsOfTool({ ...service, claims: {} }, 'select name from projects')).toHaveLength(2)
  })

  test('functions of the rules cannot be called by hand', async () => {
    expect(await rls.write(ana, 'select offstage_rls.me()')).toMatchObject({ code: '42501' })
  })

  test('it goes away as a whole', async () => {
    await rls.run('begin; select offstage_rls.remove(); savepoint here')
    await rls.run("do $$ begin assert not exists (select from pg_policy), 'policies are left'; end $$")
    await rls.run("do $$ begin assert to_regnamespace('offstage_rls') is null, 'functions are left'; end $$")
    await rls.run("do $$ begin assert to_regclass('api.projects') is null, 'views are left'; end $$")
    await rls.run('alter table tasks alter column title type varchar(9); rollback')
  })
})
