import { describe, expect, test } from 'bun:test'
import { app, array, id, integer, type LooseRow, ref, table, text, users } from '../../model/index.ts'
import { ANONYMOUS, type Caller, rulesOf } from '../../rules/index.ts'
import { alwaysHolds, canHold } from './outcomes.ts'

const ANA: Caller = {
  role: 'authenticated',
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  roles: ['editor'],
  claims: { app_metadata: { orgs: ['acme'], none: [], plan: 'pro' } },
}

// biome-ignore lint/suspicious/noExplicitAny: a rule as apps write it
type Rule = (context: any) => any

/** The rule of a table with columns of several kinds. */
function compiled(read: Rule) {
  const notes = table({
    id: id(),
    owner: ref(() => users),
    org: text(),
    size: integer().optional(),
    readers: array(text()),
  }).access({ read })
  const found = rulesOf(app({ tables: { notes } }).model).get('notes')?.read
  if (found === null || found === undefined) throw new Error('there is no rule')
  return found
}

/** `can` and `always`, for the anonymous caller and for Ana. */
const CASES: readonly (readonly [string, Rule, string, string])[] = [
  ['true', () => true, 'always', 'always'],
  ['false', () => false, 'never', 'never'],
  ['owner', ({ row, me }) => row.owner.is(me.id), 'never', 'can'],
  ['not owner', ({ row, me }) => row.owner.is(me.id).not(), 'never', 'can'],
  ['owner or anybody', ({ row, me }) => row.owner.is(me.id).or(row.org.is('open')), 'can', 'can'],
  ['owner and role', ({ row, me }) => row.owner.is(me.id).and(me.is('editor')), 'never', 'can'],
  ['role', ({ me }) => me.is('editor'), 'never', 'always'],
  ['no role', ({ me }) => me.is('editor').not(), 'always', 'never'],
  ['another role', ({ me }) => me.is('boss'), 'never', 'never'],
  ['signed out', ({ me }) => me.id.isNull(), 'always', 'never'],
  ['signed in', ({ me }) => me.id.isNotNull(), 'never', 'always'],
  ['claim', ({ me }) => me.claim('app_metadata.plan').is('pro'), 'never', 'always'],
  ['other claim', ({ me }) => me.claim('app_metadata.plan').is('free'), 'never', 'never'],
  ['listed claim', ({ row, me }) => row.org.in(me.claim('app_metadata.orgs')), 'never', 'can'],
  ['not in an empty claim', ({ row, me }) => row.org.notIn(me.claim('app_metadata.none')), 'never', 'always'],
  ['in an empty claim', ({ row, me }) => row.org.in(me.claim('app_metadata.none')), 'never', 'never'],
  ['not listed claim', ({ row, me }) => row.org.notIn(me.claim('app_metadata.orgs')), 'never', 'can'],
  ['row alone', ({ row }) => row.size.gt(3), 'can', 'can'],
  ['row and role', ({ row, me }) => row.size.gt(3).and(me.is('editor')), 'never', 'can'],
  ['null or role', ({ row, me }) => row.size.isNull().or(me.is('editor')), 'can', 'always'],
  ['member of an array', ({ row, me }) => row.readers.contains(me.claim('sub')), 'never', 'can'],
  ['over a relation', ({ row, me }) => row.owner.id.is(me.id), 'never', 'can'],
]

describe('what a rule can come to', () => {
  for (const [name, rule, anon, ana] of CASES) {
    test(`${name}: ${anon} for nobody in particular, ${ana} for Ana`, () => {
      const expr = compiled(rule)
      const verdict = (caller: Caller) =>
        alwaysHolds(expr, caller) ? 'always' : canHold(expr, caller) ? 'can' : 'never'
      expect([verdict(ANONYMOUS), verdict(ANA)]).toEqual([anon, ana])
    })
  }

  test('some, every and none may each find no row', () => {
    const members = table({ id: id(), circle: ref(() => circles), user: ref(() => users) })
    const circle = table({ id: id() })
    const circles: typeof circle = circle.access({
      read: ({ row, me }) => row.related(members).some((one: LooseRow) => one.user.is(me.id)),
      create: ({ row, me }) => row.related(members).every((one: LooseRow) => one.user.is(me.id)),
      delete: ({ row, me }) => row.related(members).none((one: LooseRow) => one.user.is(me.id)),
    })
    const rules = rulesOf(app({ tables: { circles, members } }).model).get('circles')
    const verdicts = [rules?.read, rules?.create, rules?.delete].map((expr) => {
      if (expr === null || expr === undefined) throw new Error('there is no rule')
      return [canHold(expr, ANONYMOUS), alwaysHolds(expr, ANONYMOUS), canHold(expr, ANA)]
    })
    expect(verdicts).toEqual([
      [false, false, true],
      [true, false, true],
      [true, true, true],
    ])
  })
})
