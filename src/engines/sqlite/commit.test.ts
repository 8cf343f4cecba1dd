import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '../../base/errors.ts'
import { lockPauseMs, rowsPerCommitMax, writeQueueMax, writesPerCommitMax } from '../../base/limits.ts'
import { Commits, RolledBack } from './commit.ts'
import { openDatabase } from './connection.ts'

/** A connection that notes what is run through it, and fails where a test asks it to. */
class Watched {
  readonly ran: string[] = []
  fail: (sql: string) => void = () => {}

  constructor(private readonly db: Database) {}

  get inTransaction(): boolean {
    return this.db.inTransaction
  }

  run(sql: string): ReturnType<Database['run']> {
    this.ran.push(sql)
    this.fail(sql)
    return this.db.run(sql)
  }

  prepare(sql: string): { run(): void } {
    const prepared = this.db.prepare(sql)
    return {
      run: () => {
        this.ran.push(sql)
        this.fail(sql)
        prepared.run()
      },
    }
  }

  count(sql: string): number {
    return this.ran.filter((one) => one === sql).length
  }
}

let folder = ''
let db: Database
let other: Database
let watched: Watched
let commits: Commits

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offstage-commit-'))
  db = openDatabase(join(folder, 'a.sqlite'))
  db.run('create table notes (id integer primary key, body text not null unique) strict')
  // What another connection sees is committed.
  other = new Database(join(folder, 'a.sqlite'))
  watched = new Watched(db)
  commits = new Commits(watched as never)
})

afterEach(() => {
  other.close()
  db.close(false)
  rmSync(folder, { recursive: true, force: true })
})

const insert = (body: string | null) => () => {
  db.run('insert into notes (body) values (?)', [body])
  return body
}
const stored = () =>
  other
    .query('select body from notes order by id')
    .values()
    .map(([body]) => String(body))
const settled = async (all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map((one) =>
    one.status === 'fulfilled'
      ? one.value
      : one.reason instanceof Refusal
        ? one.reason.code
        : one.reason.code,
  )

/** An error as SQLite gives it. */
function sqliteError(code: string): Error {
  return Object.assign(new Error(code), { name: 'SQLiteError', code })
}

describe('one commit', () => {
  test('is shared by the writes of a turn, which are answered once it is done', async () => {
    const seen: string[][] = []
    const all = ['a', 'b', 'c'].map((body) => commits.add(insert(body)).then(() => seen.push(stored())))
    expect(stored()).toEqual([])
    await Promise.all(all)
    expect(seen).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ])
    expect(watched.count('commit')).toBe(1)
    expect(watched.count('savepoint one')).toBe(3)
  })

  test('is enough for a lone write, without a savepoint', async () => {
    expect(await commits.add(insert('a'))).toBe('a')
    expect(watched.ran).toEqual(['begin immediate', 'commit'])
  })

  test('needs no savepoint for what is one statement: SQLite undoes that by itself', async () => {
    const many = db.prepare('insert into notes (body) values (?), (?), (?)')
    const half = () => many.run('x', 'y', 'x')
    const whole = [insert('a'), half, insert('b'), insert('b')].map((write) =>
      commits.add<unknown>(write, 1, true),
    )
    expect(await settled(whole)).toEqual(['a', 'SQLITE_CONSTRAINT_UNIQUE', 'b', 'SQLITE_CONSTRAINT_UNIQUE'])
    expect(watched.ran).toEqual(['begin immediate', 'commit'])
    expect(stored()).toEqual(['a', 'b'])
  })

  test('takes so many writes, and others run before the next', async () => {
    const turns: number[] = []
    const watch = () => {
      turns.push(watched.count('commit'))
      if (turns.at(-1) !== 3) setImmediate(watch)
    }
    const all = Array.from({ length: 2 * writesPerCommitMax + 1 }, (_, i) => commits.add(insert(`n${i}`)))
    setImmediate(watch)
    await Promise.all(all)
    watch()
    expect(new Set(turns)).toEqual(new Set([1, 2, 3]))
    expect(stored()).toEqual(all.map((_, i) => `n${i}`))
  })

  test('takes so many rows; a large insert goes alone', async () => {
    const sizes = [1, rowsPerCommitMax * 3, 1, rowsPerCommitMax - 1, 1]
    await Promise.all(sizes.map((rows, i) => commits.add(insert(`n${i}`), rows)))
    // 1 | three times as many | 1 and the rest | 1
    expect(watched.ran.filter((sql) => sql === 'commit' || sql === 'savepoint one')).toEqual([
      'commit',
      'commit',
      'savepoint one',
      'savepoint one',
      'commit',
      'commit',
    ])
  })
})

describe('a write that fails', () => {
  test('leaves its neighbours alone; each has its own answer, in order', async () => {
    const order: string[] = []
    const note = (name: string, write: Promise<unknown>) => write.finally(() => order.push(name))
    const answers = await settled([
      note('1', commits.add(insert('a'))),
      note('2', commits.add(insert('a'))),
      note('3', commits.add(insert(null))),
      note(
        '4',
        commits.add(() => new RolledBack(insert('gone')())),
      ),
      note('5', commits.add(insert('b'))),
    ])
    expect(answers).toEqual(['a', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_NOTNULL', 'gone', 'b'])
    expect(order).toEqual(['1', '2', '3', '4', '5'])
    expect(stored()).toEqual(['a', 'b'])
    expect(watched.count('commit')).toBe(1)
  })

  test('alone, is undone whole', async () => {
    const twice = () => {
      insert('a')()
      return insert('a')()
    }
    expect(await settled([commits.add(twice)])).toEqual(['SQLITE_CONSTRAINT_UNIQUE'])
    expect(await settled([commits.add(() => new RolledBack(insert('b')()))])).toEqual(['b'])
    expect(stored()).toEqual([])
    expect(db.inTransaction).toBe(false)
  })

  test('taking the transaction down, costs its neighbours nothing but another commit', async () => {
    const fatal = () => {
      insert('half')()
      db.run('rollback')
      throw sqliteError('SQLITE_FULL')
    }
    const answers = await settled([
      commits.add(insert('a')),
      commits.add(fatal),
      commits.add(() => new RolledBack(insert('gone')())),
      commits.add(insert('b')),
    ])
    expect(answers).toEqual(['a', '53100', 'gone', 'b'])
    expect(stored()).toEqual(['a', 'b'])
  })
})

describe('what fails around the writes', () => {
  const cases: [what: string, on: string, code: string, answer: string][] = [
    ['begin', 'begin immediate', 'SQLITE_READONLY', '25006'],
    ['begin, by the disk', 'begin immediate', 'SQLITE_IOERR_LOCK', '58030'],
    ['commit', 'commit', 'SQLITE_FULL', '53100'],
    ['commit, by the disk', 'commit', 'SQLITE_IOERR_FSYNC', '58030'],
    ['commit, by a mistake of ours', 'commit', 'SQLITE_ERROR', 'SQLITE_ERROR'],
  ]
  for (const [what, on, code, answer] of cases) {
    test(`${what}: ${code} fails all with ${answer}, and the next write works`, async () => {
      watched.fail = (sql) => {
        if (sql === on) throw sqliteError(code)
      }
      const all = [commits.add(insert('a')), commits.add(insert('b'))]
      expect(await settled(all)).toEqual([answer, answer])
      watched.fail = () => {}
      expect(await commits.add(insert('c'))).toBe('c')
      expect(stored()).toEqual(['c'])
    })
  }

  for (const on of ['savepoint one', 'release one', 'rollback to one']) {
    test(`${on}: every write is done once or not at all`, async () => {
      let failures = 1
      watched.fail = (sql) => {
        if (sql !== on || failures === 0) return
        failures -= 1
        throw sqliteError('SQLITE_IOERR_WRITE')
      }
      const answers = await settled([
        commits.add(insert('a')),
        commits.add(() => new RolledBack(insert('gone')())),
        commits.add(insert('b')),
      ])
      expect(failures).toBe(0)
      const done = answers.filter((answer) => answer === 'a' || answer === 'b')
      expect(stored()).toEqual(done as string[])
      expect(done.length).toBeGreaterThan(0)
      expect(db.inTransaction).toBe(false)
    })
  }

  test('a rollback that fails is made up for by the next write', async () => {
    watched.fail = (sql) => {
      if (sql === 'commit') throw sqliteError('SQLITE_FULL')
      if (sql === 'rollback') throw sqliteError('SQLITE_IOERR')
    }
    expect(await settled([commits.add(insert('a'))])).toEqual(['58030'])
    expect(db.inTransaction).toBe(true)
    watched.fail = () => {}
    expect(await commits.add(insert('b'))).toBe('b')
    expect(stored()).toEqual(['b'])
  })

  test('a statement that fails half way is not left open: it would hold up every commit after it', async () => {
    const many = db.prepare('insert into notes (body) values (?), (?), (?) returning id')
    const half = () => many.values('x', 'y', 'x')
    const answers = await settled([commits.add(insert('a')), commits.add(half), commits.add(insert('b'))])
    expect(answers).toEqual(['a', 'SQLITE_CONSTRAINT_UNIQUE', 'b'])
    expect(await settled([commits.add(half)])).toEqual(['SQLITE_CONSTRAINT_UNIQUE'])
    expect(await commits.add(insert('c'))).toBe('c')
    expect(stored()).toEqual(['a', 'b', 'c'])
  })
})

describe('another process that writes', () => {
  test('is waited for, while others are served', async () => {
    db.run('pragma busy_timeout = 1')
    other.run('begin immediate')
    let served = 0
    const write = settled([commits.add(insert('a')), commits.add(insert('b'))])
    while (watched.count('begin immediate') < 3) {
      await new Promise((resolve) => setImmediate(resolve))
      served += 1
    }
    other.run('rollback')
    expect(served).toBeGreaterThan(3)
    expect(await write).toEqual(['a', 'b'])
    expect(stored()).toEqual(['a', 'b'])
    expect(watched.count('commit')).toBe(1)
  })

  test('without an end fails what waits with 55P03', async () => {
    commits = new Commits(watched as never, 2 * lockPauseMs)
    watched.fail = (sql) => {
      if (sql === 'begin immediate') throw sqliteError('SQLITE_BUSY')
    }
    expect(await settled([commits.add(insert('a')), commits.add(insert('b'))])).toEqual(['55P03', '55P03'])
    expect(watched.count('begin immediate')).toBe(2)
    watched.fail = () => {}
    expect(await commits.add(insert('c'))).toBe('c')
  })
})

describe('the queue', () => {
  test('has an end: the write beyond it is refused at once, the others are done', async () => {
    const all = Array.from({ length: writeQueueMax }, (_, i) => commits.add(() => i))
    const refused = await commits.add(insert('late')).catch((error) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect([refused.status, refused.code, refused.headers['Retry-After']]).toEqual([503, '53300', '1'])
    expect(await Promise.all(all)).toEqual(all.map((_, i) => i))
    expect(await commits.add(insert('after'))).toBe('after')
    expect(stored()).toEqual(['after'])
  })

  test('is committed when the database is closed, and takes no more', async () => {
    const all = Array.from({ length: writesPerCommitMax + 1 }, (_, i) => commits.add(insert(`n${i}`)))
    commits.close()
    expect(stored().length).toBe(writesPerCommitMax + 1)
    expect(await settled([commits.add(insert('late'))])).toEqual(['57P03'])
    await Promise.all(all)
    expect(stored()).not.toContain('late')
  })

  test('is answered when the database is closed and cannot be written', async () => {
    watched.fail = (sql) => {
      if (sql === 'begin immediate') throw sqliteError('SQLITE_BUSY')
    }
    const waiting = settled([commits.add(insert('a'))])
    commits.close()
    expect(await waiting).toEqual(['55P03'])
  })
})
