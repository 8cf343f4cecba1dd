import type { Database } from 'bun:sqlite'
import { afterAll, describe, expect, test } from 'bun:test'
import { bigint, id, ref, table, text } from '../../model/index.ts'
import {
  all,
  apply,
  closeDatabases,
  databaseOf,
  hints,
  LIBRARY,
  ROWS,
  state,
  type Tables,
} from './migrate-fixture.ts'

afterAll(closeDatabases)

describe('a change that fails half-way', () => {
  const bigger = table({ id: id(), name: text().length(99) }).index('name')
  const next: Tables = {
    albums: bigger,
    tracks: table({ id: id(), name: text(), album: ref(() => bigger).onDelete('cascade'), plays: bigint() }),
    extra: table({ id: id() }),
  }
  const answer = hints(['songs=tracks', 'tracks.title=name'], ['tracks.genre'])

  /** The database, failing at its n-th statement from now. */
  function failingAt(database: Database, n: number): Database {
    let statements = 0
    return new Proxy(database, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        if (name !== 'run') return value.bind(target)
        return (sql: string, ...rest: []) => {
          const isWork = !/^(PRAGMA|ROLLBACK)/.test(sql)
          if (isWork && statements++ === n) throw new Error(`the disk is full at ${sql}`)
          return target.run(sql, ...rest)
        }
      },
    })
  }

  test('leaves the database as it was, wherever it fails', () => {
    const database = databaseOf(LIBRARY, ROWS)
    const before = state(database)
    let failures = 0
    for (let n = 0; ; n++) {
      try {
        apply(failingAt(database, n), next, answer)
        break
      } catch (error) {
        expect(String(error)).toContain('the disk is full')
        failures++
      }
      expect(state(database)).toEqual(before)
    }
    expect(failures).toBeGreaterThan(15)
    expect(all(database, 'SELECT id, name, plays FROM tracks ORDER BY id LIMIT 1')).toEqual([
      { id: 's1', name: 'One', plays: 5 },
    ])
    expect(apply(database, next)).toEqual([])
  })
})
