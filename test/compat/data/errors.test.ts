/**
 * Errors: status, code, message, details and hint.
 * @see https://docs.postgrest.org/en/v14/references/errors.html
 */
import { expect, test } from 'bun:test'
import { calls, fetches, refusal, shared, writes } from '../capability.ts'
import { told } from '../harness.ts'

const server = shared()
const column = (name: string, hint: string | null = null) =>
  refusal(400, '42703', `column ${name} does not exist`, { hint })
const perhaps = (name: string) => `Perhaps you meant to reference the column "${name}".`

calls('errors', server, [
  [
    'no such table',
    (c) => c.from('song').select(),
    refusal(404, 'PGRST205', "Could not find the table 'public.song' in the schema cache", {
      hint: "Perhaps you meant the table 'public.songs'",
    }),
  ],
  [
    'no table like it',
    (c) => c.from('zzz').select(),
    refusal(404, 'PGRST205', "Could not find the table 'public.zzz' in the schema cache"),
  ],
  [
    'no such column in select',
    (c) => c.from('songs').select('titel'),
    column('songs.titel', perhaps('songs.title')),
  ],
  [
    'no such column in a filter',
    (c) => c.from('songs').select('id').eq('titel', 'x'),
    column('songs.titel', perhaps('songs.title')),
  ],
  [
    'no such column in order',
    (c) => c.from('songs').select('id').order('titel'),
    column('songs.titel', perhaps('songs.title')),
  ],
  [
    'no such column in or',
    (c) => c.from('songs').select('id').or('titel.eq.x'),
    column('songs.titel', perhaps('songs.title')),
  ],
  [
    'no such column in a body',
    (c) => c.from('songs').insert({ id: 1, titel: 'x' }),
    expect.objectContaining({
      status: 400,
      error: expect.objectContaining({
        code: 'PGRST204',
        message: "Could not find the 'titel' column of 'songs' in the schema cache",
      }),
    }),
  ],
  ['a hidden column gets no hint', (c) => c.from('accounts').select('tokn'), column('accounts.tokn')],
  [
    'a value that is no integer',
    (c) => c.from('songs').select().eq('id', 'abc'),
    refusal(400, '22P02', 'invalid input syntax for type integer: "abc"'),
  ],
  [
    'a value out of range',
    (c) => c.from('songs').select().eq('id', 3_000_000_000),
    refusal(400, '22003', 'value "3000000000" is out of range for type integer'),
  ],
  [
    'a value that is no boolean',
    (c) => c.from('songs').select().eq('explicit', 'maybe'),
    refusal(400, '22P02', 'invalid input syntax for type boolean: "maybe"'),
  ],
  [
    'a value that is no uuid',
    (c) => c.from('things').select().eq('a_uuid', '1'),
    refusal(400, '22P02', 'invalid input syntax for type uuid: "1"'),
  ],
  [
    'a value that is no array',
    (c) => c.from('documents').select().contains('tags', 'red'),
    refusal(400, '22P02', 'malformed array literal: "red"', {
      details: 'Array value must start with "{" or dimension information.',
    }),
  ],
  [
    'a value that is no JSON',
    (c) => c.from('documents').select().contains('data', '{a'),
    expect.objectContaining({
      status: 400,
      error: expect.objectContaining({ code: '22P02', message: 'invalid input syntax for type json' }),
    }),
  ],
  [
    'an operator that the type lacks',
    (c) => c.from('songs').select().like('seconds', '1%'),
    refusal(404, '42883', 'operator does not exist: integer ~~ unknown', {
      hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
    }),
  ],
  [
    'is true of what is no boolean',
    (c) => c.from('songs').select().is('title', true),
    expect.objectContaining({
      status: 400,
      error: expect.objectContaining({
        code: '42804',
        message: 'argument of IS TRUE must be type boolean, not type text',
      }),
    }),
  ],
  [
    'no such operator',
    (c) => c.from('songs').select().filter('id', 'foo', '1'),
    refusal(400, 'PGRST100', '"failed to parse filter (foo.1)" (line 1, column 1)', {
      details: 'unexpected "f" expecting "not" or operator (eq, gt, ...)',
    }),
  ],
  [
    'no such word after is',
    (c) => c.from('songs').select().filter('id', 'is', 'foo'),
    expect.objectContaining({ status: 400, error: expect.objectContaining({ code: 'PGRST100' }) }),
  ],
  [
    'an unfinished or',
    (c) => c.from('songs').select().or('id.eq.1,'),
    expect.objectContaining({ status: 400, error: expect.objectContaining({ code: 'PGRST100' }) }),
  ],
  [
    'an unfinished select',
    (c) => c.from('songs').select('id,albums('),
    expect.objectContaining({ status: 400, error: expect.objectContaining({ code: 'PGRST100' }) }),
  ],
  [
    'an unfinished list',
    (c) => c.from('songs').select().filter('id', 'in', '(1,2'),
    expect.objectContaining({ status: 400, error: expect.objectContaining({ code: 'PGRST100' }) }),
  ],
  [
    'an order that says something else',
    (c) => c.from('songs').select().order('id.up'),
    expect.objectContaining({ status: 400, error: expect.objectContaining({ code: 'PGRST100' }) }),
  ],
  [
    'a regular expression that is none',
    (c) => c.from('songs').select().regexMatch('title', '('),
    expect.objectContaining({ status: 400, error: expect.objectContaining({ code: '2201B' }) }),
  ],
  [
    'another schema',
    (c) => c.schema('secret').from('songs').select(),
    refusal(406, 'PGRST106', 'Invalid schema: secret', {
      hint: 'Only the following schemas are exposed: public',
    }),
  ],
  [
    'a table without rules, signed out',
    (c) => c.from('vault').select(),
    expect.objectContaining({
      status: 401,
      error: expect.objectContaining({ code: '42501', message: 'permission denied for table vault' }),
    }),
  ],
])

fetches('errors', server, [
  [
    'the bytes of an error',
    'zzz',
    {},
    {
      status: 404,
      body: `{"code":"PGRST205","details":null,"hint":null,"message":"Could not find the table 'public.zzz' in the schema cache"}`,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'proxy-status': 'PostgREST; error=PGRST205',
      },
    },
  ],
  [
    'a path that leads nowhere',
    'songs/1',
    {},
    {
      status: 404,
      body: '{"code":"PGRST125","details":null,"hint":null,"message":"Invalid path specified in request URL"}',
    },
  ],
  [
    'a media type that nobody makes',
    'songs',
    { Accept: 'application/msword' },
    {
      status: 406,
      body: '{"code":"PGRST107","details":null,"hint":null,"message":"None of these media types are available: application/msword"}',
    },
  ],
  [
    'preferences that nobody knows, strictly',
    'songs',
    { Prefer: 'handling=strict, foo, bar=1' },
    {
      status: 400,
      body: '{"code":"PGRST122","details":"Invalid preferences: foo, bar=1","hint":null,"message":"Invalid preferences given with handling=strict"}',
    },
  ],
  [
    'preferences that nobody knows, leniently',
    'genres?id=eq.1',
    { Prefer: 'handling=lenient, foo' },
    { status: 200, body: '[{"id":1,"name":"pop"}]', headers: { 'preference-applied': 'handling=lenient' } },
  ],
  [
    'a token that is none',
    'songs',
    { Authorization: 'Bearer nonsense' },
    {
      status: 401,
      body: '{"code":"PGRST301","details":null,"hint":"Authorization takes `Bearer <access token>`; `offstage token` makes one.","message":"Expected 3 parts in JWT; got 1"}',
    },
  ],
])

test('data: errors: a table without rules, signed in', async () => {
  const ana = await server().as('ana')
  const { error, status } = await ana.from('vault').select()
  expect({ status, code: error?.code, message: error?.message }).toEqual({
    status: 403,
    code: '42501',
    message: 'permission denied for table vault',
  })
})

test('data: errors: signed out, the answer says how to sign in', async () => {
  const answer = await server().get('vault')
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
})

test('data: errors: a method that nobody knows', async () => {
  const answer = await server().send('REPORT', 'songs')
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 'PGRST117',
    message: 'Unsupported HTTP method: REPORT',
  })
  expect(answer.status).toBe(405)
})

test('data: errors: HEAD has a status and no body', async () => {
  const answer = await server().send('HEAD', 'zzz')
  expect([answer.status, answer.body]).toEqual([404, ''])
})

const JSON_BODY = { 'Content-Type': 'application/json' }

writes('errors', [
  [
    'unique: primary key',
    async ({ anon }) => {
      expect(told(await anon.from('genres').insert({ id: 1, name: 'x' }))).toEqual(
        refusal(409, '23505', 'duplicate key value violates unique constraint "genres_pkey"', {
          details: 'Key (id)=(1) already exists.',
        }),
      )
    },
  ],
  [
    'unique: a column',
    async ({ anon }) => {
      expect(told(await anon.from('genres').insert({ id: 9, name: 'pop' }))).toEqual(
        refusal(409, '23505', 'duplicate key value violates unique constraint "genres_name_key"', {
          details: 'Key (name)=(pop) already exists.',
        }),
      )
    },
  ],
  [
    'unique: two columns',
    async ({ anon }) => {
      const message = 'duplicate key value violates unique constraint "slots_holder_hour_key"'
      expect(told(await anon.from('slots').insert({ room: 'x', hour: 9, holder: 'Ana' }))).toEqual(
        refusal(409, '23505', message, { details: 'Key (holder, hour)=(Ana, 9) already exists.' }),
      )
    },
  ],
  [
    'unique: by an update',
    async ({ anon }) => {
      expect(told(await anon.from('genres').update({ name: 'pop' }).eq('id', 2))).toEqual(
        refusal(409, '23505', 'duplicate key value violates unique constraint "genres_name_key"', {
          details: 'Key (name)=(pop) already exists.',
        }),
      )
    },
  ],
  [
    'unique: one of many rows undoes all',
    async ({ anon }) => {
      const { error } = await anon.from('genres').insert([
        { id: 8, name: 'x' },
        { id: 1, name: 'y' },
      ])
      expect(error?.code).toBe('23505')
      expect((await anon.from('genres').select('id').eq('id', 8)).data).toEqual([])
    },
  ],
  [
    'foreign key: no such row',
    async ({ anon }) => {
      const message =
        'insert or update on table "albums" violates foreign key constraint "albums_artist_fkey"'
      expect(told(await anon.from('albums').insert({ id: 1, title: 'x', artist: 99 }))).toEqual(
        refusal(409, '23503', message, { details: 'Key (artist)=(99) is not present in table "artists".' }),
      )
      expect(told(await anon.from('albums').update({ artist: 99 }).eq('id', 10))).toEqual(
        refusal(409, '23503', message, { details: 'Key (artist)=(99) is not present in table "artists".' }),
      )
    },
  ],
  [
    'foreign key: a row that is pointed at',
    async ({ anon }) => {
      const message =
        'update or delete on table "artists" violates foreign key constraint "albums_artist_fkey" on table "albums"'
      expect(told(await anon.from('artists').delete().eq('id', 1))).toEqual(
        expect.objectContaining({
          status: 409,
          error: expect.objectContaining({
            code: '23503',
            message,
          }),
        }),
      )
    },
  ],
  [
    'foreign key: a row that points at itself',
    async ({ anon }) => {
      expect((await anon.from('categories').insert({ id: 9, name: 'x', parent: 9 })).status).toBe(201)
    },
  ],
  [
    'not null',
    async ({ anon }) => {
      const { error, status } = await anon.from('songs').insert({ id: 1, title: null, seconds: 1 })
      expect({ status, code: error?.code, message: error?.message }).toEqual({
        status: 400,
        code: '23502',
        message: 'null value in column "title" of relation "songs" violates not-null constraint',
      })
    },
  ],
  [
    'not null: left out',
    async ({ anon }) => {
      const { error, status } = await anon.from('songs').insert({ id: 1, seconds: 1 })
      expect({ status, code: error?.code, message: error?.message }).toEqual({
        status: 400,
        code: '23502',
        message: 'null value in column "title" of relation "songs" violates not-null constraint',
      })
    },
  ],
  [
    'check',
    async ({ anon }) => {
      const { error, status } = await anon.from('songs').insert({ id: 1, title: 'x', seconds: 0 })
      expect({ status, code: error?.code, message: error?.message }).toEqual({
        status: 400,
        code: '23514',
        message: 'new row for relation "songs" violates check constraint "songs_seconds_check"',
      })
    },
  ],
  [
    'an upsert of one row twice',
    async ({ anon }) => {
      const { error } = await anon.from('genres').upsert([
        { id: 4, name: 'a' },
        { id: 4, name: 'b' },
      ])
      expect({ code: error?.code, message: error?.message, hint: error?.hint }).toEqual({
        code: '21000',
        message: 'ON CONFLICT DO UPDATE command cannot affect row a second time',
        hint: 'Ensure that no rows proposed for insertion within the same command have duplicate constrained values.',
      })
    },
  ],
  [
    'a body that is no JSON',
    async ({ send }) => {
      for (const body of ['}{ x = 2', '', '{"id":1', '1', '"x"']) {
        const answer = await send('POST', 'genres', JSON_BODY, body)
        expect({ body, status: answer.status, code: JSON.parse(answer.body).code }).toEqual({
          body,
          status: 400,
          code: 'PGRST102',
        })
      }
    },
  ],
  [
    'the bytes of a body that is no JSON',
    async ({ send }) => {
      const answer = await send('POST', 'genres', JSON_BODY, '}{ x = 2')
      expect(answer.body).toBe(
        '{"code":"PGRST102","details":null,"hint":null,"message":"Empty or invalid json"}',
      )
    },
  ],
  [
    'rows with different keys',
    async ({ send }) => {
      const answer = await send(
        'POST',
        'artists',
        JSON_BODY,
        '[{"id":5,"name":"x"},{"id":6,"name":"y","country":"z"}]',
      )
      expect([answer.status, answer.body]).toEqual([
        400,
        '{"code":"PGRST102","details":null,"hint":null,"message":"All object keys must match"}',
      ])
    },
  ],
  [
    'rows that are no objects',
    async ({ send }) => {
      const answer = await send('POST', 'artists', JSON_BODY, '[{"id":5,"name":"x"},123]')
      expect([answer.status, answer.body]).toEqual([
        400,
        '{"code":"PGRST102","details":null,"hint":null,"message":"All object keys must match"}',
      ])
    },
  ],
])
