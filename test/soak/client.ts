/** One client of the soak: asks for everything that the API does, and leaves no more rows than it found. */
import { Dice } from '../rules/dice.ts'

/** Rows of its own that a client leaves in a table before it removes the oldest. */
const OWN_ROWS = 200
const BULK_ROWS = 500

const WORDS = ['quiet', 'river', 'lantern', 'copper', 'morning', 'harbour', 'window', 'northern', 'glass']
const COLUMNS = ['id', 'client', 'account', 'parent', 'body', 'version']

export interface Server {
  readonly url: string
  readonly key: string
}

type Headers = Record<string, string>

export class SoakClient {
  /** Answers by status, and connections that were cut off on purpose (`aborted`). */
  readonly counts = new Map<string, number>()
  private readonly dice: Dice
  private readonly notes: number[] = []
  private next: number
  private batch = 0

  /** @param number of the client: no two write the same ids */
  constructor(
    private readonly server: Server,
    private readonly number: number,
    seed: number,
  ) {
    this.dice = new Dice(seed * 1000 + number)
    this.next = number * 1_000_000_000
  }

  /** Its account, which its notes belong to. */
  async begin(): Promise<void> {
    const row = { id: this.number, client: this.number, name: `n${this.number}`, balance: 0, version: 0 }
    await this.ask('POST', '/accounts', row, { Prefer: 'resolution=merge-duplicates' })
  }

  /** One request or a few that belong together. */
  async step(): Promise<void> {
    const roll = this.dice.below(100)
    if (roll < 22) await this.ask('GET', `/notes?id=eq.${this.someNote()}`)
    else if (roll < 37) await this.ask('GET', this.someList())
    else if (roll < 47) await this.ask('GET', '/notes?select=id,body,account:accounts(name,balance)&limit=20')
    else if (roll < 52) await this.ask('GET', `/accounts?select=name,notes(id,body)&notes.limit=5&limit=10`)
    else if (roll < 57)
      await this.ask('HEAD', `/notes?client=eq.${this.number}`, null, { Prefer: 'count=exact' })
    else if (roll < 64)
      await this.ask('GET', `/notes?select=id&body=fts(simple).${this.dice.pick(WORDS)}&limit=20`)
    else if (roll < 76) await this.insert()
    else if (roll < 86) await this.update()
    else if (roll < 92) await this.refused()
    else if (roll < 97) await this.abort()
    else await this.bulk()
  }

  private someNote(): number {
    return this.notes.length > 0 ? this.dice.pick(this.notes) : 0
  }

  /** Of endless shapes: more than the cache of shapes holds, so that old ones are pushed out. */
  private someList(): string {
    const select = this.dice.some(COLUMNS, 6)
    const order = this.dice.pick(COLUMNS)
    const filters = Array.from({ length: this.dice.below(4) }, () => {
      const operator = this.dice.pick(['gte', 'lt', 'neq'])
      return `${this.dice.pick(['id', 'client', 'version'])}=${operator}.${this.dice.below(99)}`
    })
    const query = [`select=${select.join(',') || '*'}`, ...filters, `order=${order}`, 'limit=20']
    return `/notes?${query.join('&')}`
  }

  private async insert(): Promise<void> {
    const id = this.next++
    const body = Array.from({ length: 12 }, () => this.dice.pick(WORDS)).join(' ')
    const row = { id, client: this.number, account: this.number, parent: null, body, version: 0 }
    const status = await this.ask('POST', '/notes', row, { Prefer: 'return=representation' })
    if (status === 201) this.notes.push(id)
    const oldest = this.notes.length > OWN_ROWS ? this.notes.shift() : undefined
    if (oldest !== undefined) await this.ask('DELETE', `/notes?id=eq.${oldest}`)
  }

  private async update(): Promise<void> {
    const path = `/notes?id=eq.${this.someNote()}`
    await this.ask('PATCH', path, { version: this.dice.below(1000), body: this.dice.pick(WORDS) })
  }

  /** Many rows at once, and away with those of the time before. */
  private async bulk(): Promise<void> {
    const before = this.batch++
    const rows = Array.from({ length: BULK_ROWS }, () => ({
      id: this.next++,
      client: this.number,
      batch: this.batch,
      amount: this.dice.below(999),
      version: 0,
    }))
    await this.ask('POST', '/entries', rows)
    await this.ask('DELETE', `/entries?client=eq.${this.number}&batch=lte.${before}`)
  }

  private async refused(): Promise<void> {
    switch (this.dice.below(5)) {
      case 0:
        return void (await this.ask('GET', `/notes?nowhere=eq.${this.dice.below(99)}`))
      case 1:
        return void (await this.ask('POST', '/accounts', {
          id: this.number,
          client: 0,
          name: 'x',
          balance: 0,
          version: 0,
        }))
      case 2:
        return void (await this.ask('POST', '/entries', {
          id: this.next++,
          client: 0,
          batch: 0,
          amount: 1000,
          version: 0,
        }))
      case 3:
        return void (await this.ask('POST', '/notes', null, {}, '{"id": 1,'))
      default:
        return void (await this.ask('GET', '/nowhere'))
    }
  }

  /** Goes away while it is answered, or before all of its body has come. */
  private async abort(): Promise<void> {
    const gone = new AbortController()
    const path = this.dice.chance(50) ? '/notes?select=*,account:accounts(*)&limit=1000' : '/notes'
    const asked =
      path === '/notes'
        ? this.send('POST', path, half(), {}, gone.signal)
        : this.send('GET', path, null, {}, gone.signal)
    setTimeout(() => gone.abort(), this.dice.below(4))
    try {
      await (await asked).arrayBuffer()
    } catch {
      // Meant to be cut off.
    }
    this.count('aborted')
  }

  private async ask(
    method: string,
    path: string,
    row: unknown = null,
    headers: Headers = {},
    text?: string,
  ): Promise<number> {
    const response = await this.send(
      method,
      path,
      text ?? (row === null ? null : JSON.stringify(row)),
      headers,
    )
    await response.arrayBuffer()
    this.count(String(response.status))
    return response.status
  }

  private send(
    method: string,
    path: string,
    body: string | ReadableStream | null,
    headers: Headers,
    signal?: AbortSignal,
  ): Promise<Response> {
    return fetch(`${this.server.url}/rest/v1${path}`, {
      method,
      headers: { apikey: this.server.key, 'Content-Type': 'application/json', ...headers },
      body,
      ...(signal === undefined ? {} : { signal }),
    })
  }

  private count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }
}

/** A body that begins and does not end. */
function half(): ReadableStream {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('[{"id":')),
  })
}
