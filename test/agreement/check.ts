/** Runs a case on both sides and compares every answer. */
import type { Model, Table } from '../../src/model/index.ts'
import type { Asked, Case, Rows } from './case.ts'
import { type Answer, OpenSide, type Plant, type Side } from './houses.ts'
import { declare } from './make-app.ts'
import { mayDiffer, Skips } from './skips.ts'

export interface Sides {
  readonly left: Side
  readonly right: Side
  /** Of the right side. */
  readonly plant?: Plant
}

export interface Failure {
  readonly what: 'status' | 'header' | 'body' | 'mistake of our own'
  /** Number of the request in its case; below zero while rows were written, past the end for what is left. */
  readonly at: number
  readonly asked: Asked
  readonly answers: readonly [Answer, Answer]
  readonly reports: readonly string[]
}

export interface Tally {
  requests: number
  readonly skips: Map<string, number>
}

/** Null when both sides agree on everything. @throws ModelError for an app that does not hold together */
export async function checkCase(one: Case, sides: Sides, tally: Tally): Promise<Failure | null> {
  const app = declare(one.app)
  const left = await OpenSide.open(sides.left, app, one.seed)
  try {
    const right = await OpenSide.open(sides.right, app, one.seed, sides.plant ?? null)
    try {
      return await new Comparison(app.model, [left, right], tally).all(one)
    } finally {
      await right.close()
    }
  } finally {
    await left.close()
  }
}

/** Both sides of one case, request by request. */
class Comparison {
  private readonly skips: Skips
  /** Whether the rows may no longer be the same on both sides, for a reason that is known. */
  private apart = false

  constructor(
    private readonly model: Model,
    private readonly pair: readonly [OpenSide, OpenSide],
    private readonly tally: Tally,
  ) {
    this.skips = new Skips(model)
  }

  async all({ rows, requests }: Case): Promise<Failure | null> {
    for (const some of rows) {
      const failure = await this.fill(some)
      if (failure !== null) return failure
    }
    for (const [at, asked] of requests.entries()) {
      const failure = await this.one(asked, at)
      if (failure !== null) return failure
    }
    for (const table of this.model.tables.values()) {
      const failure = await this.one(everything(table), requests.length)
      if (failure !== null) return failure
    }
    return null
  }

  /** All rows at once, or each for itself where one of them is refused. */
  private async fill({ table, rows }: Rows): Promise<Failure | null> {
    const known = this.model.tables.get(table)
    if (known === undefined || rows.length === 0) return null
    const given = rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => known.column.has(name))),
    )
    const write = (some: typeof given) =>
      asService({ method: 'POST', table, params: [], body: { kind: 'rows', rows: some, bulk: true } })
    const together = await this.one(write(given), -1)
    if (together !== null || this.skips.wrote) return together
    for (const row of given) {
      const failure = await this.one(write([row]), -1)
      if (failure !== null) return failure
    }
    return null
  }

  private async one(asked: Asked, at: number): Promise<Failure | null> {
    const reason = this.apart ? 'the rows are no longer the same' : this.skips.reasonFor(asked)
    if (reason !== null) {
      this.skip(reason)
      return null
    }
    if (at >= 0) this.tally.requests += 1
    const [left, right] = await Promise.all([this.pair[0].ask(asked), this.pair[1].ask(asked)])
    this.skips.note(asked, left.status)
    const what = this.difference(left, right)
    if (what === null) return null
    const reports = this.reports()
    const known = reports.length > 0 ? null : mayDiffer(asked, left, right)
    if (known === null) return { what, at, asked, answers: [left, right], reports }
    this.skip(known)
    this.apart = left.status < 300 !== right.status < 300 && asked.method !== 'GET' && asked.method !== 'HEAD'
    return null
  }

  private skip(reason: string): void {
    this.tally.skips.set(reason, (this.tally.skips.get(reason) ?? 0) + 1)
  }

  private difference(left: Answer, right: Answer): Failure['what'] | null {
    if (left.status >= 500 || right.status >= 500 || this.pair.some(({ reports }) => reports.length > 0))
      return 'mistake of our own'
    if (left.status !== right.status) return 'status'
    if (left.body !== right.body) return 'body'
    return Bun.deepEquals(left.headers, right.headers) ? null : 'header'
  }

  private reports(): string[] {
    return this.pair.flatMap((side) => side.reports.splice(0).map((text) => `${side.name}: ${text}`))
  }
}

const asService = (asked: Pick<Asked, 'method' | 'table' | 'params' | 'body'>): Asked => ({
  who: 'service',
  headers: asked.body === null ? {} : { 'Content-Type': 'application/json' },
  ...asked,
})

const everything = (table: Table): Asked =>
  asService({
    method: 'GET',
    table: table.name,
    params: [{ name: 'order', value: '', pinned: table.primaryKey.join(',') }],
    body: null,
  })
