/** Random requests to the label's app: reads with embeds that go in circles, and every kind of write. */
import type { Random } from '../../src/base/random.ts'
import type { Who } from '../../src/engines/contract/house.ts'
import { ANA, ana, BEN, BLUE, ben, numbered, RED, TWIN } from './world.ts'

export interface Made {
  readonly who: Who
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly prefer?: string
  /** Whether the request itself says whose rows it means. */
  readonly names: boolean
}

const EMBEDS: Readonly<Record<string, readonly (readonly [embed: string, table: string])[]>> = {
  teams: [
    ['members', 'members'],
    ['albums', 'albums'],
    ['songs', 'songs'],
    ['users', 'users'],
  ],
  members: [
    ['teams', 'teams'],
    ['users', 'users'],
  ],
  albums: [
    ['teams', 'teams'],
    ['songs!songs_album_fkey', 'songs'],
    ['covers', 'covers'],
    ['songs!tags', 'songs'],
  ],
  songs: [
    ['album', 'albums'],
    ['teams', 'teams'],
    ['next', 'songs'],
    ['singer', 'users'],
    ['tags', 'tags'],
    ['albums!tags', 'albums'],
  ],
  covers: [
    ['albums', 'albums'],
    ['teams', 'teams'],
  ],
  tags: [
    ['songs', 'songs'],
    ['albums', 'albums'],
    ['teams', 'teams'],
  ],
  users: [
    ['songs', 'songs'],
    ['members', 'members'],
    ['teams', 'teams'],
  ],
}
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  teams: ['id', 'name'],
  members: ['team', 'user', 'role'],
  albums: ['id', 'team', 'code', 'title'],
  songs: ['id', 'team', 'title', 'plays'],
  covers: ['team', 'album', 'url'],
  tags: ['team', 'song', 'album', 'label'],
  users: ['id', 'email'],
}
const IDS = [
  TWIN,
  RED,
  BLUE,
  ANA,
  BEN,
  numbered(RED, 1),
  numbered(BLUE, 1),
  numbered(RED, 11),
  numbered(BLUE, 11),
]
const WRITTEN = ['albums', 'songs', 'covers', 'tags', 'members']

export class Maker {
  constructor(private readonly random: Random) {}

  make(): Made {
    const who = this.pick<Who>([ana, ben, 'service'])
    const team = this.pick([RED, BLUE])
    const chance = this.random.fraction()
    if (chance < 0.6) return this.read(who, team)
    const table = this.pick(WRITTEN)
    const returning = this.chance(0.6)
    const select = returning ? [`select=${this.select(table, 1)}`] : []
    const prefer = `return=${returning ? 'representation' : 'minimal'},tx=rollback`
    if (chance < 0.8) {
      const body = this.chance(0.3)
        ? [this.row(table, team), this.row(table, this.pick([RED, BLUE]))]
        : this.row(table, team)
      const resolution = this.pick(['', ',resolution=merge-duplicates', ',resolution=ignore-duplicates'])
      return {
        who,
        method: 'POST',
        path: `${table}?${select.join('&')}`,
        body,
        prefer: prefer + resolution,
        names: true,
      }
    }
    const names = this.chance(0.8)
    const limited = this.chance(0.2)
      ? ['limit=1', 'order=team,album'.replace('album', COLUMNS[table]?.[0] ?? '')]
      : []
    const filters = [...(names ? [`team=eq.${team}`] : []), ...this.filters(table)]
    const path = `${table}?${[...select, ...filters, ...limited].join('&')}`
    if (chance < 0.9) return { who, method: 'DELETE', path, prefer, names }
    return { who, method: 'PATCH', path, body: this.change(table), prefer, names }
  }

  private read(who: Who, team: string): Made {
    const table = this.pick(Object.keys(COLUMNS))
    const names = this.chance(0.6)
    const own = table === 'teams' ? 'id' : 'team'
    const said = names && table !== 'users' ? [`${own}=eq.${team}`] : []
    const order = [`order=${(COLUMNS[table] ?? []).join(',')}`]
    const count = this.chance(0.3) ? { prefer: 'count=exact' } : {}
    const query = [`select=${this.select(table, 0)}`, ...said, ...this.filters(table), ...order]
    return { who, method: 'GET', path: `${table}?${query.join('&')}`, names: said.length > 0, ...count }
  }

  /** Rows that no order tells apart come in any: so an embed shows what it counts, or one row. */
  private select(table: string, depth: number): string {
    const columns = (COLUMNS[table] ?? []).filter(() => this.chance(0.6))
    const embeds = (EMBEDS[table] ?? []).filter(() => depth < 3 && this.chance(0.4))
    const inside = embeds.map(([embed, target], index) => {
      const inner = this.chance(0.2) ? '!inner' : ''
      const what = this.chance(0.3) ? 'count' : this.select(target, depth + 1)
      return `e${index}:${embed}${inner}(${what})`
    })
    const all = [...columns, ...inside]
    return all.length === 0 ? (COLUMNS[table]?.[0] ?? '*') : all.join(',')
  }

  private filters(table: string): string[] {
    const column = this.pick(COLUMNS[table] ?? [])
    if (this.chance(0.5)) return []
    if (column === 'plays') return ['plays=gte.1']
    const isId = ['id', 'team', 'album', 'song', 'user'].includes(column)
    return isId ? [`${column}=in.(${this.pick(IDS)},${TWIN})`] : [`${column}=neq.x`]
  }

  private row(table: string, team: string): Record<string, unknown> {
    const [one, other] = [this.pick(IDS), this.pick(IDS)]
    const rows: Readonly<Record<string, Record<string, unknown>>> = {
      members: { team, user: this.pick([ANA, BEN]), role: 'guest' },
      albums: { id: one, team, code: this.pick(['a', 'b', 'c']), title: 'made' },
      songs: { id: one, team, album: other, title: 'made', next: this.pick([null, TWIN, one]) },
      covers: { team, album: one, url: '/made' },
      tags: { team, song: one, album: other, label: 'made' },
    }
    return rows[table] ?? {}
  }

  private change(table: string): Record<string, unknown> {
    const changes: Readonly<Record<string, Record<string, unknown>>> = {
      members: { role: 'owner' },
      albums: { title: 'changed' },
      songs: this.chance(0.5) ? { album: this.pick(IDS) } : { plays: 4, next: this.pick([null, ...IDS]) },
      covers: { url: '/changed' },
      tags: { label: 'changed' },
    }
    return changes[table] ?? {}
  }

  private pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random.fraction() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  private chance(of: number): boolean {
    return this.random.fraction() < of
  }
}
