/**
 * Every filter, by the ids of the rows that it lets through.
 * @see https://docs.postgrest.org/en/v14/references/api/tables_views.html#operators
 */
import { expect, test } from 'bun:test'
import { calls, fetches, refusal, refusedOnSqlite, shared } from '../capability.ts'
import type { Client } from '../harness.ts'

const server = shared()

const from = (client: Client, table: string) => client.from(table).select('id')
type Query = ReturnType<typeof from>
type Row = readonly [name: string, filter: (query: Query) => Query, ids: readonly number[]]

function ids(table: string, rows: readonly Row[]): void {
  for (const [name, filter, expected] of rows) {
    test(`data: filters: ${name}`, async () => {
      const { data, error } = await filter(from(server().anon, table)).order('id')
      expect(error).toBeNull()
      expect(data?.map((row) => row.id)).toEqual([...expected])
    })
  }
}

ids('songs', [
  ['eq', (q) => q.eq('title', 'Dawn'), [100]],
  ['eq of a value with reserved characters', (q) => q.eq('title', 'Snow (Live)'), [101]],
  ['eq of an empty text', (q) => q.eq('title', ''), []],
  ['neq leaves out nulls', (q) => q.neq('explicit', true), [100, 103, 105]],
  ['gt', (q) => q.gt('seconds', 201), [102, 104]],
  ['gte', (q) => q.gte('seconds', 201), [100, 102, 104]],
  ['lt', (q) => q.lt('rating', 4.5), [102]],
  ['lte', (q) => q.lte('seconds', 95), [103, 105]],
  ['gt of text goes by code point', (q) => q.gt('title', 'Snow'), [101, 103]],
  ['like', (q) => q.like('title', '%n'), [100, 103, 104]],
  ['like minds case', (q) => q.like('title', 'd%'), []],
  ['like: * stands for %', (q) => q.like('title', 'D*'), [100, 105]],
  ['like: _ is one character', (q) => q.like('title', '_lan'), [103]],
  ['like: a backslash escapes', (q) => q.like('title', '100\\%\\_%'), [102]],
  ['ilike', (q) => q.ilike('title', 'd%'), [100, 105]],
  ['ilike beyond ASCII', (q) => q.ilike('title', 'éLAN'), [103]],
  ['like(all)', (q) => q.likeAllOf('title', ['%n%', '%w%']), [100, 101]],
  ['like(any)', (q) => q.likeAnyOf('title', ['D%', 'N%']), [100, 104, 105]],
  ['ilike(all)', (q) => q.ilikeAllOf('title', ['%N%', '%E%']), [101, 104]],
  ['ilike(any)', (q) => q.ilikeAnyOf('title', ['d%', 'É%']), [100, 103, 105]],
  ['match', (q) => q.regexMatch('title', '^[DN]'), [100, 104, 105]],
  ['match minds case', (q) => q.regexMatch('title', '^[dn]'), []],
  ['imatch', (q) => q.regexIMatch('title', '^[dn]'), [100, 104, 105]],
  ['match(any)', (q) => q.filter('title', 'match(any)', '{^D,n$}'), [100, 103, 104, 105]],
  ['imatch(all)', (q) => q.filter('title', 'imatch(all)', '{^d,N$}'), [100]],
  ['is null', (q) => q.is('album', null), [105]],
  ['is true', (q) => q.is('explicit', true), [102, 104]],
  ['is false', (q) => q.is('explicit', false), [100, 103, 105]],
  ['is unknown', (q) => q.filter('explicit', 'is', 'unknown'), [101]],
  ['is not_null', (q) => q.filter('explicit', 'is', 'not_null'), [100, 102, 103, 104, 105]],
  ['is in capitals', (q) => q.filter('album', 'is', 'NULL'), [105]],
  ['not is null', (q) => q.not('rating', 'is', null), [100, 102, 103, 104]],
  ['isdistinct', (q) => q.isDistinct('explicit', false), [101, 102, 104]],
  ['not isdistinct', (q) => q.filter('explicit', 'not.isdistinct', 'true'), [102, 104]],
  ['in', (q) => q.in('id', [100, 105, 999]), [100, 105]],
  ['in: texts with reserved characters', (q) => q.in('title', ['Snow (Live)', 'Neon']), [101, 104]],
  ['in: an empty list', (q) => q.in('id', []), []],
  ['in: hundreds of values', (q) => q.in('id', [...Array(900).keys()]), [100, 101, 102, 103, 104, 105]],
  ['not in', (q) => q.notIn('id', [100, 101, 102]), [103, 104, 105]],
  ['not in leaves out nulls', (q) => q.notIn('album', [10]), [102, 103, 104]],
  ['several filters', (q) => q.eq('album', 10).gt('seconds', 190), [100]],
  ['the same column twice', (q) => q.gt('seconds', 90).lt('seconds', 190), [101, 103]],
  ['match of an object', (q) => q.match({ album: 10, explicit: false }), [100]],
  ['not', (q) => q.not('seconds', 'gt', 200), [101, 103, 105]],
  ['not of null is null', (q) => q.not('rating', 'eq', 3), [100, 103, 104]],
  ['not like', (q) => q.not('title', 'like', '%n%'), [102, 105]],
  ['filter', (q) => q.filter('seconds', 'gte', 250), [102, 104]],
  ['or', (q) => q.or('title.eq.Dawn,seconds.lt.100'), [100, 103, 105]],
  ['or: nested and', (q) => q.or('and(seconds.gt.100,seconds.lt.200),title.eq.Neon'), [101, 104]],
  ['or: nested not.and', (q) => q.or('not.and(seconds.gt.60,seconds.lt.300),id.eq.100'), [100, 104, 105]],
  ['or: not on one term', (q) => q.or('title.not.eq.Dawn,id.eq.100').lt('id', 102), [100, 101]],
  ['or: in inside', (q) => q.or('id.in.(100,101),id.eq.105'), [100, 101, 105]],
  ['or: is inside', (q) => q.or('album.is.null,explicit.is.true'), [102, 104, 105]],
  ['or: quoted values', (q) => q.or('title.eq."Snow (Live)",title.eq."Neon"'), [101, 104]],
  ['or: twice is and', (q) => q.or('id.eq.100,id.eq.101').or('id.eq.101,id.eq.102'), [101]],
  ['or: spaces between terms', (q) => q.or('id.eq.100, id.eq.101'), [100, 101]],
  ['or: like(any)', (q) => q.or('title.like(any).{D%,N%},id.eq.103'), [100, 103, 104, 105]],
  ['eq(any)', (q) => q.filter('seconds', 'eq(any)', '{201,187}'), [100, 101]],
  ['gt(all)', (q) => q.filter('seconds', 'gt(all)', '{100,200}'), [100, 102, 104]],
  ['gte(any)', (q) => q.filter('seconds', 'gte(any)', '{250,300}'), [102, 104]],
  ['lt(all)', (q) => q.filter('seconds', 'lt(all)', '{100,200}'), [103, 105]],
  ['lte(any)', (q) => q.filter('seconds', 'lte(any)', '{60,95}'), [103, 105]],
  ['not like(any)', (q) => q.not('title', 'like(any)', '{D%,N%}'), [101, 102, 103]],
])

ids('albums', [
  ['in: a text with a comma', (q) => q.in('title', ['Tokyo, Mon Amour', 'North']), [10, 13]],
  ['or: a quoted text with a comma', (q) => q.or('title.eq."Tokyo, Mon Amour",id.eq.10'), [10, 13]],
  ['eq of a decimal goes by value', (q) => q.eq('price', '12.5'), [11]],
  ['decimals compare as numbers', (q) => q.gt('price', 9.9), [11]],
])

ids('documents', [
  ['cs of an array', (q) => q.contains('tags', ['red']), [1]],
  ['cs of an array: all of them', (q) => q.contains('tags', ['blue', 'red']), [1]],
  ['cs of an empty array', (q) => q.contains('tags', []), [1, 2, 4]],
  ['cs of a text', (q) => q.contains('tags', '{red,blue}'), [1]],
  ['cs of an element with a comma', (q) => q.contains('tags', '{"a,b"}'), [4]],
  ['cs of an element with quotes', (q) => q.contains('tags', '{"say \\"hi\\""}'), [4]],
  ['cs of JSON', (q) => q.contains('data', { n: 10 }), [1]],
  ['cs of nested JSON', (q) => q.contains('data', { a: { b: [2] } }), [1]],
  ['cs of JSON within arrays', (q) => q.contains('data', { a: { b: [{ c: 'deep' }] } }), [1]],
  ['cs of a JSON array', (q) => q.contains('data', '[1]'), [3]],
  ['cs of null in JSON', (q) => q.contains('data', { name: null }), [2]],
  ['cd of an array', (q) => q.containedBy('numbers', [1, 2, 3, 4]), [1, 2, 4]],
  ['cd of JSON', (q) => q.containedBy('data', { n: 9, name: null, more: true }), [2]],
  ['ov', (q) => q.overlaps('numbers', [3, 9]), [1, 2]],
  ['ov of texts', (q) => q.overlaps('tags', ['blue', 'green']), [1]],
  ['not cs', (q) => q.not('tags', 'cs', '{red}'), [2, 4]],
  ['eq of an array', (q) => q.eq('numbers', '{1,2,3}'), [1]],
  ['eq of an empty array', (q) => q.eq('tags', '{}'), [2]],
  ['JSON path: text', (q) => q.eq('data->>name', 'x'), [1]],
  ['JSON path: number', (q) => q.eq('data->n', 10), [1]],
  ['JSON path: numbers compare as numbers', (q) => q.gt('data->n', 9), [1]],
  ['JSON path: text compares as text', (q) => q.gt('data->>n', '8'), [2]],
  ['JSON path: into arrays', (q) => q.eq('data->a->b->2->>c', 'deep'), [1]],
  ['JSON path: an element', (q) => q.eq('data->>1', 'two'), [3]],
  ['JSON path: from the end', (q) => q.eq('data->a->b->-2', 2), [1]],
  ['JSON path: is null', (q) => q.is('data->>name', null), [2, 3, 4]],
  ['JSON path: in', (q) => q.in('data->>name', ['x', 'y']), [1]],
  ['JSON path: in or', (q) => q.or('data->>name.eq.x,data->>1.eq.two'), [1, 3]],
  ['JSON path: into an array column', (q) => q.eq('numbers->0', 3), [2]],
])

ids('articles', [
  ['fts', (q) => q.textSearch('body', `'fat' & 'cat'`), [1]],
  ['fts: not', (q) => q.textSearch('body', `fat & !cat`), [2]],
  ['fts: or', (q) => q.textSearch('body', `rat | dog`), [2, 3]],
  ['fts: words are stemmed', (q) => q.textSearch('body', 'sleeping', { config: 'english' }), [3]],
  ['fts: a prefix', (q) => q.textSearch('body', 'sle:*'), [3]],
  ['plfts', (q) => q.textSearch('body', 'the FAT cats', { type: 'plain' }), [1]],
  ['phfts', (q) => q.textSearch('body', 'fat rat', { type: 'phrase' }), [2]],
  ['phfts minds the order', (q) => q.textSearch('body', 'rat fat', { type: 'phrase' }), []],
  ['wfts', (q) => q.textSearch('body', 'fat -rat', { type: 'websearch' }), [1]],
  ['wfts: or', (q) => q.textSearch('body', 'dog or mat', { type: 'websearch' }), [1, 3]],
  ['wfts: a phrase', (q) => q.textSearch('body', '"fat cat"', { type: 'websearch' }), [1]],
  ['not fts', (q) => q.not('body', 'fts', 'cat'), [2]],
])

fetches('filters', server, [
  ['and=', 'songs?select=id&and=(seconds.gt.100,seconds.lt.200)', {}, { status: 200, body: '[{"id":101}]' }],
  ['not.or=', 'songs?select=id&not.or=(seconds.gt.60,id.eq.0)', {}, { status: 200, body: '[{"id":105}]' }],
  ['not.and=', 'songs?select=id&not.and=(seconds.gt.60,id.gt.0)', {}, { status: 200, body: '[{"id":105}]' }],
  ['a quoted column', 'songs?select=id&%22title%22=eq.Dawn', {}, { status: 200, body: '[{"id":100}]' }],
  [
    'a quoted value with an escaped quote',
    `documents?select=id&or=(data-%3E%3Ename.eq.%22a%5C%22b%22,id.eq.4)`,
    {},
    { status: 200, body: '[{"id":4}]' },
  ],
  ['+ is a space', 'songs?select=id&title=eq.Snow+(Live)', {}, { status: 200, body: '[{"id":101}]' }],
  ['%2B is a plus', 'songs?select=id&title=eq.Snow%2B(Live)', {}, { status: 200, body: '[]' }],
  [
    'text beyond ASCII',
    `artists?select=id&name=eq.${encodeURIComponent('東京Trio')}`,
    {},
    { status: 200, body: '[{"id":3}]' },
  ],
])

const noRanges = (name: string) => refusedOnSqlite(name, 'it has no range types')
const noOperator = (symbol: string) =>
  refusal(404, '42883', `operator does not exist: integer[] ${symbol} unknown`, {
    hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
  })

calls('filters', server, [
  [noRanges('sl'), (c) => from(c, 'documents').rangeLt('numbers', '[1,2)'), noOperator('<<')],
  [noRanges('sr'), (c) => from(c, 'documents').rangeGt('numbers', '[1,2)'), noOperator('>>')],
  [noRanges('nxl'), (c) => from(c, 'documents').rangeGte('numbers', '[1,2)'), noOperator('&>')],
  [noRanges('nxr'), (c) => from(c, 'documents').rangeLte('numbers', '[1,2)'), noOperator('&<')],
  [noRanges('adj'), (c) => from(c, 'documents').rangeAdjacent('numbers', '[1,2)'), noOperator('-|-')],
])
