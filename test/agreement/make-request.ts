/** Random requests: reads and writes of every kind, by callers of every kind. */
import type { Column, Model, Table } from '../../src/model/index.ts'
import type { Dice } from '../rules/dice.ts'
import type { Asked, Body, JsonRow, Param, Rows, Who } from './case.ts'
import { ReadMaker } from './make-read.ts'
import { anyRow, makeRow, PEOPLE } from './make-rows.ts'
import { jsonOf } from './values.ts'

const ARRAY = 'application/vnd.pgrst.array+json'
const OBJECT = 'application/vnd.pgrst.object+json'
const ACCEPTS = [
  OBJECT,
  OBJECT,
  'text/csv',
  'text/csv',
  `${ARRAY};nulls=stripped`,
  `${OBJECT};nulls=stripped`,
]

export class RequestMaker {
  private readonly reads: ReadMaker
  private readonly there: ReadonlyMap<string, readonly JsonRow[]>
  private numbers = 100

  constructor(
    private readonly dice: Dice,
    private readonly model: Model,
    rows: readonly Rows[],
    /** Of a hundred parts of a request, so many are wrong. */
    private readonly wrong: number,
  ) {
    this.reads = new ReadMaker(dice, model, rows, wrong)
    this.there = new Map(rows.map((one) => [one.table, one.rows]))
  }

  request(): Asked {
    const { dice } = this
    const table = dice.pick([...this.model.tables.values()])
    const roll = dice.below(100)
    const asked =
      roll < 60 ? this.read(table) : roll < 78 ? this.insert(table) : this.change(table, roll < 91)
    return dice.chance(this.wrong) ? this.misspelt(asked) : asked
  }

  private who(): Who {
    const { dice } = this
    if (dice.chance(30)) return 'service'
    if (dice.chance(15)) return 'anon'
    return {
      name: dice.pick(PEOPLE),
      roles: dice.some(['editor', 'chief'], 2),
      claims: {
        ...(dice.chance(70) ? { app_metadata: { org: dice.pick(['ash', 'cedar']) } } : {}),
        ...(dice.chance(70) ? { level: dice.pick([0, 1, 2]) } : {}),
        ...(dice.chance(70) ? { teams: dice.some(['ash', 'Birch', 'cedar'], 2) } : {}),
      },
    }
  }

  private misspelt(asked: Asked): Asked {
    const { dice } = this
    if (dice.chance(30)) return { ...asked, table: `${asked.table}s` }
    const { params } = asked
    if (params.length === 0) return asked
    const at = dice.below(params.length)
    const param = params[at] as Param
    const cut = dice.below(param.value.length + 1)
    const value = dice.pick([
      param.value.slice(0, cut),
      `${param.value})`,
      `${param.value},`,
      `.${param.value}`,
    ])
    return { ...asked, params: params.with(at, { ...param, value }) }
  }

  private read(table: Table): Asked {
    const { dice } = this
    const headers: Record<string, string> = {}
    const words: string[] = []
    if (dice.chance(30)) words.push('count=exact')
    if (dice.chance(3)) words.push('handling=strict')
    if (words.length > 0) headers.Prefer = words.join(',')
    if (dice.chance(14)) headers.Accept = dice.pick(ACCEPTS)
    if (dice.chance(10)) headers.Range = dice.pick(['0-1', '1-', '2-5', '0-0', '5-2', '40-50'])
    const method = dice.chance(8) ? 'HEAD' : 'GET'
    return { who: this.who(), method, table: table.name, params: this.reads.read(table), headers, body: null }
  }

  private insert(table: Table): Asked {
    const { dice } = this
    if (dice.chance(10)) return this.put(table)
    const upserts = dice.chance(40)
    const count = dice.chance(60) ? 1 : dice.between(2, 4)
    const left = this.leftOut(table)
    const rows = Array.from({ length: count }, () => this.row(table, left, upserts ? 65 : 8))
    const params: Param[] = []
    const words: string[] = []
    if (upserts)
      words.push(`resolution=${dice.pick(['merge-duplicates', 'merge-duplicates', 'ignore-duplicates'])}`)
    const uniques = table.uniques.map(({ columns }) => columns)
    if (upserts && uniques.length > 0 && dice.chance(40))
      params.push({ name: 'on_conflict', value: dice.pick(uniques).join(',') })
    if (dice.chance(15)) words.push('missing=default')
    if (dice.chance(12))
      params.push({
        name: 'columns',
        value: Object.keys(rows[0] ?? {})
          .slice(1)
          .join(','),
      })
    const { returned, headers } = this.sendBack(table, words)
    const isCsv = dice.chance(8)
    const body: Body = isCsv
      ? { kind: 'text', text: csv(rows) }
      : { kind: 'rows', rows, bulk: rows.length !== 1 || dice.chance(40) }
    const type = isCsv ? 'text/csv' : 'application/json'
    const all = { ...headers, 'Content-Type': type }
    return {
      who: this.who(),
      method: 'POST',
      table: table.name,
      params: [...params, ...returned],
      headers: all,
      body,
    }
  }

  private put(table: Table): Asked {
    const { dice } = this
    const row = this.row(table, [], 60)
    const params = table.primaryKey.map((name) => {
      const json = row[name] ?? 'null'
      const text = json.startsWith('"') ? String(JSON.parse(json)) : json
      return { name, value: `eq.${dice.chance(5) ? `${text}0` : text}` }
    })
    const { returned, headers } = this.sendBack(table, [])
    const all = { ...headers, 'Content-Type': 'application/json' }
    const body: Body = { kind: 'rows', rows: [row], bulk: false }
    return {
      who: this.who(),
      method: 'PUT',
      table: table.name,
      params: [...params, ...returned],
      headers: all,
      body,
    }
  }

  private change(table: Table, updates: boolean): Asked {
    const { dice } = this
    const words: string[] = []
    if (dice.chance(10)) words.push('handling=strict', `max-affected=${dice.below(4)}`)
    const { returned, headers } = this.sendBack(table, words)
    const params = [...this.picks(table), ...returned]
    if (dice.chance(10)) {
      const order = { name: 'order', value: '', pinned: table.primaryKey.join(',') }
      if (!params.some(({ name }) => name === 'order')) params.push(order)
      params.push({ name: 'limit', value: String(dice.below(3)) })
    }
    const asked = { who: this.who(), table: table.name, params, headers }
    if (!updates) return { ...asked, method: 'DELETE', body: null }
    const row = this.row(table, [], 0)
    const open = table.columns.filter((column) => !column.hidden && !column.readonly && !column.writeOnce)
    const some = dice.some(dice.chance(95) ? open : table.columns, dice.between(1, 3))
    const kept = some.filter(({ name }) => !table.primaryKey.includes(name) || dice.chance(10))
    const set = Object.fromEntries(kept.map(({ name }) => [name, row[name] ?? 'null']))
    const body: Body = { kind: 'rows', rows: [set], bulk: false }
    return { ...asked, method: 'PATCH', headers: { ...headers, 'Content-Type': 'application/json' }, body }
  }

  /** Which rows a write is for: one by its key mostly, or some by filters. */
  private picks(table: Table): Param[] {
    const { dice } = this
    const there = this.there.get(table.name) ?? []
    const row = there.length === 0 || dice.chance(30) ? undefined : dice.pick(there)
    const [key = ''] = table.primaryKey
    const json = row?.[key]
    if (json === undefined) return [this.reads.filters.filter(table, '', [])]
    return [{ name: key, value: `eq.${json.startsWith('"') ? String(JSON.parse(json)) : json}` }]
  }

  private sendBack(table: Table, words: string[]): { returned: Param[]; headers: Record<string, string> } {
    const { dice } = this
    const headers: Record<string, string> = {}
    const represents = dice.chance(55)
    if (represents) words.push('return=representation')
    else if (dice.chance(25)) words.push(`return=${dice.pick(['minimal', 'headers-only'])}`)
    if (dice.chance(10)) words.push('tx=rollback')
    if (dice.chance(15)) words.push('count=exact')
    if (words.length > 0) headers.Prefer = words.join(', ')
    if (represents && dice.chance(12)) headers.Accept = dice.pick(ACCEPTS)
    const order = { name: 'order', value: '', pinned: table.primaryKey.join(',') }
    const returned = dice.chance(60) ? this.reads.returned(table) : [order]
    return { returned: represents ? returned : [], headers }
  }

  /** Columns that the body does not give: those that a client may not, mostly, and some that need not be. */
  private leftOut(table: Table): Column[] {
    const { dice } = this
    return table.columns.filter((column) => {
      if (column.default?.kind === 'identity') return dice.chance(90)
      if (column.hidden || column.readonly) return dice.chance(95)
      if (table.primaryKey.includes(column.name)) return dice.chance(column.default === null ? 2 : 40)
      return dice.chance(column.optional || column.default !== null ? 25 : 3)
    })
  }

  /** A row, now and then with the key of another, a wrong value, or a reference to nothing. */
  private row(table: Table, left: readonly Column[], taken: number): JsonRow {
    const { dice } = this
    this.numbers += 1
    const fresh =
      makeRow(dice, table, this.there, this.numbers) ?? anyRow(dice, table, this.there, this.numbers)
    const there = this.there.get(table.name) ?? []
    const other = there.length > 0 && dice.chance(taken) ? dice.pick(there) : null
    const keys = [table.primaryKey, ...table.uniques.map(({ columns }) => columns)]
    const key = other === null ? [] : dice.pick(keys)
    const cells = table.columns
      .filter((column) => !left.includes(column))
      .map((column): [string, string] => {
        const { name, type, reference } = column
        if (other !== null && key.includes(name)) return [name, other[name] ?? 'null']
        if (dice.chance(this.wrong)) return [name, jsonOf(dice, type, { edges: 30, bad: 50 })]
        if (dice.chance(2)) return [name, 'null']
        if (reference !== null && dice.chance(6)) return [name, jsonOf(dice, type, { edges: 0, bad: 0 })]
        return [name, fresh[name] ?? 'null']
      })
    return Object.fromEntries(cells)
  }
}

function csv(rows: readonly JsonRow[]): string {
  const names = Object.keys(rows[0] ?? {})
  const field = (json: string) => {
    if (json === 'null') return 'NULL'
    const text = json.startsWith('"') ? String(JSON.parse(json)) : json
    return /[",\r\n]/.test(text) || text === 'NULL' ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = rows.map((row) => names.map((name) => field(row[name] ?? 'null')).join(','))
  return [names.join(','), ...lines].join('\n')
}
