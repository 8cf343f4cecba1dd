/** Row, Insert and Update of each kind of column and option. */
import {
  app,
  type DatabaseOf,
  type InsertOf,
  id,
  type RowOf,
  ref,
  table,
  text,
  type UpdateOf,
  users,
} from '../../src/model/index.ts'
import { type Database, type music, profiles, same, type tables } from './music.ts'

type Songs = Database['public']['Tables']['songs']

same<
  Songs['Row'],
  {
    id: string
    title: string
    album: string
    producer: string | null
    seconds: number
    status: 'draft' | 'live'
    isrc: string
    plays: number
  }
>(true)
same<
  Songs['Insert'],
  {
    title: string
    album: string
    seconds: number
    isrc: string
    id?: string
    producer?: string | null
    status?: 'draft' | 'live'
  }
>(true)
same<
  Songs['Update'],
  {
    id?: string
    title?: string
    album?: string
    producer?: string | null
    seconds?: number
    status?: 'draft' | 'live'
  }
>(true)
same<RowOf<typeof music, 'songs'>, Songs['Row']>(true)
same<InsertOf<typeof music, 'songs'>, Songs['Insert']>(true)
same<UpdateOf<typeof music, 'songs'>, Songs['Update']>(true)

type Kinds = Database['public']['Tables']['kinds']
same<
  Kinds['Row'],
  {
    id: string
    integer: number | null
    bigint: number
    float: number
    decimal: number
    boolean: boolean
    timestamp: string
    date: string
    time: string
    uuid: string
    json: { tags: string[] }
    tags: string[]
    numbers: number[] | null
    bytes: string
  }
>(true)
same<
  Pick<Kinds['Insert'], 'bigint' | 'decimal' | 'numbers' | 'uuid' | 'timestamp' | 'tags'>,
  {
    bigint: number | string
    decimal: number | string
    numbers?: readonly (number | string)[] | null
    uuid?: string
    timestamp?: string
    tags: readonly string[]
  }
>(true)

// A reference has the type of the key it points at, however far that is.
same<RowOf<typeof music, 'genres'>['parent'], number | null>(true)
same<InsertOf<typeof music, 'song_genres'>['genre'], number | string>(true)
same<RowOf<typeof music, 'profiles'>['user'], string>(true)
same<RowOf<typeof music, 'badges'>['profile'], string>(true)

same<
  Songs['Relationships'][number],
  | {
      foreignKeyName: 'songs_album_fkey'
      columns: ['album']
      isOneToOne: false
      referencedRelation: 'albums'
      referencedColumns: ['id']
    }
  | {
      foreignKeyName: 'songs_producer_fkey'
      columns: ['producer']
      isOneToOne: false
      referencedRelation: 'users'
      referencedColumns: ['id']
    }
>(true)
same<Songs['Relationships']['length'], 2>(true)
same<
  Database['public']['Tables']['profiles']['Relationships'],
  [
    {
      foreignKeyName: 'profiles_user_fkey'
      columns: ['user']
      isOneToOne: true
      referencedRelation: 'users'
      referencedColumns: ['id']
    },
  ]
>(true)
same<Database['public']['Tables']['kinds']['Relationships'], []>(true)

// The built-in table is there without being listed.
same<RowOf<typeof music, 'users'>, { id: string; email: string | null; created_at: string }>(true)
same<keyof DatabaseOf<typeof music>['public']['Tables'], keyof typeof tables | 'users'>(true)

// @ts-expect-error TS2344: no such table
export type Unknown = RowOf<typeof music, 'song'>
// The comparison itself can fail.
// @ts-expect-error TS2345: a string is not a number
same<RowOf<typeof music, 'songs'>['title'], number>(true)

// The built-in table with other rules is the same table, and is found behind every reference to it.
const ruled = app({ tables: { profiles, users: users.access({ read: true }) } })
type Ruled = DatabaseOf<typeof ruled>['public']['Tables']
same<Ruled['profiles']['Relationships'][0]['referencedRelation'], 'users'>(true)
same<keyof Ruled, 'profiles' | 'users'>(true)

// Types cannot tell tables of the same columns apart: a reference to one is listed for both.
const colours = table({ id: id(), name: text() })
const shapes = table({ id: id(), name: text() })
const sizes = table({ id: id(), name: text().optional() })
const things = table({ id: id(), colour: ref(() => colours), size: ref(() => sizes).unique() })
const twins = app({ tables: { colours, shapes, sizes, things } })
type Things = DatabaseOf<typeof twins>['public']['Tables']['things']['Relationships']
same<Things[number]['referencedRelation'], 'colours' | 'shapes' | 'sizes'>(true)
same<Things['length'], 3>(true)
same<Extract<Things[number], { columns: ['size'] }>['isOneToOne'], true>(true)
