/**
 * The statements, prepared by the driver once a connection. The rule stands in each of them. Reads are
 * pipelined over few connections, by which PostgreSQL itself works less; writes, which wait for the disk,
 * have their own.
 */
import { SQL } from 'bun'

const VISIBLE = '(s.published or s.owner = $1::uuid)'
const COLUMNS = 's.id, s.title, s.seconds, s.published, s.created_at'
const ALBUM = '(select row_to_json(a) from (select id, title from albums where id = s.album) a) as album'

const READ = `select '[' || row_to_json(r)::text || ']' as body
  from (select ${COLUMNS} from songs s where s.id = $2::uuid and ${VISIBLE}) r`

const LIST = (columns: string, where: string) => `select coalesce(json_agg(r), '[]')::text as body
  from (select ${columns} from songs s where ${where} and ${VISIBLE} order by s.created_at desc limit 20) r`

const BEFORE = 's.created_at < $2::timestamptz'

const COUNT = `select count(*)::int as body from songs s where s.album = $2::uuid and ${VISIBLE}`

const NEW = 'insert into songs (id, title, seconds, album, published, owner, created_at)'
const INSERT = `${NEW} values ($2::uuid, $3, $4::int, $5::uuid, $6::boolean, $1::uuid, now())`
const INSERT_MANY = `${NEW} select id, title, seconds, album, published, $1::uuid, now()
  from unnest($2::uuid[], $3::text[], $4::int[], $5::uuid[], $6::boolean[]) as n (id, title, seconds, album, published)`
const UPDATE = 'update songs set seconds = $3::int where id = $2::uuid and owner = $1::uuid'

export interface NewSong {
  readonly title: string
  readonly seconds: number
  readonly album: string
  readonly published: boolean
}

const CONNECTIONS = 4

export function openStore(url: string) {
  const settings = { TimeZone: 'UTC', DateStyle: 'ISO, MDY', jit: 'off', statement_timeout: '30000' }
  const open = () => new SQL(url, { max: CONNECTIONS, connection: settings } as SQL.Options)
  const [reads, writes] = [open(), open()]
  const body = (text: string) => async (user: string, value: string) => {
    const rows = (await reads.unsafe(text, [user, value])) as { body: string }[]
    return rows[0]?.body ?? '[]'
  }
  const count = body(COUNT)
  return {
    read: body(READ),
    list: body(LIST(COLUMNS, BEFORE)),
    listWithAlbums: body(LIST(`${COLUMNS}, ${ALBUM}`, BEFORE)),
    search: body(LIST(COLUMNS, 's.title ilike $2')),
    count: async (user: string, album: string) => Number(await count(user, album)),
    async insert(user: string, songs: readonly NewSong[]): Promise<void> {
      const [one] = songs
      if (one === undefined) return
      if (songs.length === 1) {
        const { title, seconds, album, published } = one
        await writes.unsafe(INSERT, [user, Bun.randomUUIDv7(), title, seconds, album, published])
        return
      }
      await writes.unsafe(INSERT_MANY, [user, ...columnsOf(songs)])
    },
    async update(user: string, id: string, seconds: number): Promise<void> {
      await writes.unsafe(UPDATE, [user, id, seconds])
    },
    close: () => Promise.all([reads.close(), writes.close()]),
  }
}

/** Column by column, each the literal of an array: one statement for any number of rows. */
function columnsOf(songs: readonly NewSong[]): string[] {
  const list = (of: (song: NewSong) => string) => `{${songs.map(of).join(',')}}`
  return [
    list(() => Bun.randomUUIDv7()),
    list(({ title }) => `"${title.replaceAll(/["\\]/g, '\\$&')}"`),
    list(({ seconds }) => String(seconds)),
    list(({ album }) => album),
    list(({ published }) => String(published)),
  ]
}
