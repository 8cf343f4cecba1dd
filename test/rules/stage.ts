/** A house under test: opened in memory, filled, asked as any caller, and read behind its back. */
import { type Keys, mintToken, newKeys } from '../../src/auth/index.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { seededRandom } from '../../src/base/random.ts'
import { SqliteEngine } from '../../src/engines/sqlite/index.ts'
import type { App } from '../../src/model/index.ts'
import { type House, openHouse } from '../../src/server.ts'
import { idOf } from './make-rows.ts'
import type { Said } from './say.ts'
import {
  type CallerSpec,
  type Cell,
  type ModelSpec,
  type Row,
  rowsOf,
  type State,
  type TableSpec,
} from './spec.ts'
import { fromJson, sameCell, toJson } from './values.ts'

/** No row of a case has such a number. */
const NUMBERED_FROM = 2_000_000
const URL = 'http://offstage.test/rest/v1/'
const clock = fixedClock(Date.UTC(2026, 0, 2, 3, 4, 5))
const keys: Keys = await newKeys(seededRandom(1))

export interface Answer {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: string
}

/** Changes an open house for the worse: proves that the laws see it. */
export type Plant = (house: House) => void

export class TestStage {
  /** What went wrong inside the server, in words. */
  readonly reports: string[] = []
  private readonly house: House
  private token: Promise<string> | null = null

  constructor(
    private readonly model: ModelSpec,
    app: App,
    private readonly caller: CallerSpec,
    plant: Plant = () => {},
  ) {
    const report = (error: unknown) =>
      this.reports.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
    this.house = openHouse({
      model: app.model,
      database: ':memory:',
      keys,
      clock,
      random: seededRandom(7),
      report,
    })
    plant(this.house)
  }

  close(): Promise<void> {
    return this.house.close()
  }

  /** Sends what the caller says. */
  async ask({ method, path, headers, body }: Said): Promise<Answer> {
    const { name, roles, org, level, teams } = this.caller
    const said = (cell: Cell): unknown => JSON.parse(toJson(cell))
    const claims = {
      ...(level === null ? {} : { level: said(level) }),
      teams: said(teams),
      app_metadata: { org: said(org) },
    }
    if (name !== null)
      this.token ??= mintToken(keys, { id: idOf(name), roles, claims }, clock, seededRandom(9))
    const bearer: Record<string, string> =
      this.token === null ? {} : { Authorization: `Bearer ${await this.token}` }
    return this.send(method, path, { ...headers, ...bearer, apikey: keys.publishable }, body)
  }

  private async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
  ): Promise<Answer> {
    const json = body === null ? {} : { 'Content-Type': 'application/json' }
    const request = new Request(URL + path, { method, headers: { ...headers, ...json }, body })
    const response = await this.house.fetch(request)
    const shown = [...response.headers].map(([name, value]) => `${name}: ${value}`).sort()
    return { status: response.status, headers: shown, body: await response.text() }
  }

  /** Writes the rows with the secret key, hidden columns and later references afterwards. */
  async fill(state: State): Promise<void> {
    const users = this.model.tables.filter((table) => table.name === 'users')
    const rest = this.model.tables.filter((table) => table.name !== 'users')
    const done = new Set<string>()
    for (const table of [...users, ...rest]) {
      await this.fillTable(table, rowsOf(state, table.name), done)
      done.add(table.name)
    }
    for (const table of rest) {
      for (const row of rowsOf(state, table.name)) await this.complete(table, row, done)
    }
  }

  private async fillTable(table: TableSpec, rows: readonly Row[], done: ReadonlySet<string>): Promise<void> {
    const number = table.columns.find((column) => column.identity)
    if (number !== undefined) this.numberFrom(table.name)
    if (rows.length === 0) return
    const given = table.columns.filter((column) => !column.hidden && !column.identity)
    const bodies = rows.map((row) =>
      toJson(
        Object.fromEntries(
          given.map((column) => {
            const later = column.to !== null && (column.to === table.name || !done.has(column.to))
            return [column.name, later && column.optional ? null : (row[column.name] ?? null)]
          }),
        ),
      ),
    )
    if (number === undefined) return void (await this.service('POST', table.name, `[${bodies.join(',')}]`))
    for (const [index, body] of bodies.entries()) {
      await this.service('POST', table.name, body)
      const last = `"${number.name}" > ${NUMBERED_FROM}`
      const change = this.sqlite.db.query(`update "${table.name}" set "${number.name}" = ? where ${last}`)
      change.run(bindable(rows[index]?.[number.name]))
    }
    this.numberFrom(table.name)
  }

  /**
   * The next row that the server numbers gets the same number in every world: gaps tell how many others
   * there were, which is in the nature of numbers (docs/rules.md).
   */
  private numberFrom(table: string): void {
    const { db } = this.sqlite
    db.query('delete from sqlite_sequence where name = ?').run(table)
    db.query('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, NUMBERED_FROM)
  }

  private get sqlite(): SqliteEngine {
    const { engine } = this.house
    if (!(engine instanceof SqliteEngine)) throw new Error('the stage looks behind SQLite')
    return engine
  }

  /** References to rows that came later, and hidden cells, which not even the secret key may write. */
  private async complete(table: TableSpec, row: Row, _done: ReadonlySet<string>): Promise<void> {
    const names = this.model.tables.map((one) => one.name)
    const later = table.columns.filter(
      (column) =>
        !column.hidden &&
        column.optional &&
        column.to !== null &&
        column.to !== 'users' &&
        names.indexOf(column.to) >= names.indexOf(table.name) &&
        row[column.name] !== null,
    )
    const where = table.key.map((name) => `${name}=eq.${encodeURIComponent(plain(row[name]))}`).join('&')
    if (later.length > 0) {
      const set = Object.fromEntries(later.map((column) => [column.name, row[column.name] ?? null]))
      await this.service('PATCH', `${table.name}?${where}`, toJson(set))
    }
    const hidden = table.columns.filter((column) => column.hidden && row[column.name] !== null)
    if (hidden.length === 0) return
    const set = hidden.map((column) => `"${column.name}" = ?`).join(', ')
    const keyed = table.key.map((name) => `"${name}" = ?`).join(' and ')
    const values = [...hidden.map((column) => row[column.name]), ...table.key.map((name) => row[name])]
    this.sqlite.db.query(`update "${table.name}" set ${set} where ${keyed}`).run(...values.map(bindable))
  }

  private async service(method: string, path: string, body: string | null): Promise<string> {
    const answer = await this.send(method, path, { apikey: keys.secret }, body)
    if (answer.status < 300) return answer.body
    throw new Error(
      `${method} ${path} with the secret key: ${answer.status} ${answer.body}\n${body}\n${this.reports}`,
    )
  }

  /** Every row as it lies, hidden cells included. */
  async state(): Promise<State> {
    const tables = await Promise.all(
      this.model.tables.map(async (table) => {
        const hidden = table.columns.filter((column) => column.hidden)
        const rows = fromJson(await this.service('GET', table.name, null)) as readonly Row[]
        return [table.name, hidden.length === 0 ? rows : this.withHidden(table, rows)] as const
      }),
    )
    return Object.fromEntries(tables)
  }

  private withHidden(table: TableSpec, rows: readonly Row[]): readonly Row[] {
    const hidden = table.columns.filter((column) => column.hidden)
    const names = hidden.map((column) => `"${column.name}"`).join(', ')
    const keyed = table.key.map((name) => `"${name}" = ?`).join(' and ')
    const query = this.sqlite.db.query(`select ${names} from "${table.name}" where ${keyed}`)
    return rows.map((row) => {
      const [found = []] = query.values(...table.key.map((name) => bindable(row[name])))
      const cells = hidden.map((column, index) => [column.name, cellOf(column.kind, found[index])] as const)
      const own = { ...row, ...Object.fromEntries(cells) }
      return Object.fromEntries(table.columns.map((column) => [column.name, own[column.name] ?? null]))
    })
  }
}

const plain = (cell: Cell | undefined) => (typeof cell === 'string' ? cell.replace(/^#/, '') : String(cell))

function bindable(cell: Cell | undefined): string | number | null {
  if (typeof cell === 'boolean') return Number(cell)
  if (typeof cell !== 'string') return null
  return cell.startsWith('#') ? Number(cell.slice(1)) : cell
}

function cellOf(kind: string, stored: unknown): Cell {
  if (stored === null || stored === undefined) return null
  if (kind === 'boolean') return Number(stored) === 1
  return typeof stored === 'string' ? stored : `#${stored}`
}

/** The rows lie as they were written: what the server shows with the secret key is what was sent. */
export function sameState(model: ModelSpec, a: State, b: State): boolean {
  return model.tables.every((table) => {
    const [left, right] = [rowsOf(a, table.name), rowsOf(b, table.name)]
    if (left.length !== right.length) return false
    return left.every((row) =>
      right.some((other) =>
        table.columns.every((column) =>
          sameCell(column.kind, row[column.name] ?? null, other[column.name] ?? null),
        ),
      ),
    )
  })
}
