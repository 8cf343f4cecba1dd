/** Makes bodies: rows that nearly fit their table, and what is no body at all. */
import { gzipSync } from 'node:zlib'
import type { Column, Table } from '../../src/model/index.ts'
import type { Dice } from '../rules/dice.ts'
import { ALL, JSONS, PROTOTYPE_NAMES, valuesOf } from './words.ts'

export interface MadeBody {
  readonly bytes: Uint8Array
  readonly type: string
}

const bytes = (text: string) => new TextEncoder().encode(text)

export class BodyMaker {
  constructor(
    private readonly dice: Dice,
    private readonly hostility: number,
  ) {}

  body(table: Table): MadeBody {
    const { dice } = this
    if (dice.chance(this.hostility / 2)) return this.rubbish(table)
    const kind = dice.below(10)
    if (kind === 0) return { bytes: bytes(this.csv(table)), type: 'text/csv' }
    if (kind === 1) return { bytes: bytes(this.form(table)), type: 'application/x-www-form-urlencoded' }
    const type = dice.pick([
      'application/json',
      'application/json',
      'application/json; charset=utf-8',
      'application/vnd.pgrst.object+json',
    ])
    return { bytes: this.oddBytes(this.json(table)), type }
  }

  private columns(table: Table): Column[] {
    const needed = table.columns.filter((column) => !column.optional && column.default === null)
    const more = this.dice.some(table.columns, 6)
    return [...new Set([...needed, ...more])].filter(() => !this.dice.chance(3))
  }

  private key(column: Column): string {
    return this.dice.chance(this.hostility / 3) ? this.dice.pick([...PROTOTYPE_NAMES, ...ALL]) : column.name
  }

  /** JSON text of a cell. */
  private cell({ type }: Column): string {
    const { dice } = this
    if (dice.chance(5)) return 'null'
    if (dice.chance(this.hostility)) return this.oddCell()
    const text = dice.pick(valuesOf(type).slice(0, dice.chance(this.hostility * 2) ? undefined : 3))
    const bare = ['integer', 'bigint', 'float', 'decimal', 'boolean', 'json'].includes(type.kind)
    return bare && dice.chance(60) ? text : JSON.stringify(text)
  }

  private oddCell(): string {
    const { dice } = this
    if (dice.chance(40)) return dice.pick(JSONS.filter((json) => json.length < 1000))
    if (dice.chance(30)) return '{"toString":1,"valueOf":null,"toJSON":2,"length":-1}'
    return JSON.stringify(dice.pick(ALL))
  }

  private json(table: Table): string {
    const { dice } = this
    const columns = this.columns(table)
    const row = () => {
      const shown = dice.chance(5) ? this.columns(table) : columns
      const members = shown.map((column) => `${JSON.stringify(this.key(column))}:${this.cell(column)}`)
      return `{${members.join(',')}}`
    }
    if (dice.chance(50)) return row()
    const count = dice.chance(1) ? 10_001 : dice.chance(5) ? 300 : dice.below(5)
    return `[${Array.from({ length: count }, row).join(dice.pick([',', ', ', ',\n']))}]`
  }

  private csv(table: Table): string {
    const { dice } = this
    const columns = this.columns(table)
    const field = (text: string) =>
      /[",\r\n]/.test(text) && !dice.chance(10) ? `"${text.replaceAll('"', '""')}"` : text
    const line = () =>
      columns.map((column) => (dice.chance(10) ? 'NULL' : field(dice.pick(valuesOf(column.type))))).join(',')
    const lines = [
      columns.map((column) => field(this.key(column))).join(','),
      ...Array.from({ length: dice.below(4) }, line),
    ]
    return lines.join(dice.pick(['\n', '\r\n', '\r']))
  }

  private form(table: Table): string {
    const { dice } = this
    const pair = (column: Column) => {
      const value = dice.pick(valuesOf(column.type)).toWellFormed()
      const name = encodeURIComponent(this.key(column).toWellFormed())
      return `${name}=${dice.chance(10) ? '%zz' : encodeURIComponent(value)}`
    }
    return this.columns(table).map(pair).join('&')
  }

  /** Now and then bytes that are no UTF-8. */
  private oddBytes(text: string): Uint8Array {
    const encoded = bytes(text)
    if (!this.dice.chance(this.hostility / 5) || encoded.length === 0) return encoded
    const copy = encoded.slice()
    copy[this.dice.below(copy.length)] = this.dice.pick([0, 0x80, 0xc0, 0xed, 0xf8, 0xff])
    return copy
  }

  private rubbish(table: Table): MadeBody {
    const { dice } = this
    const json = 'application/json'
    const deep = dice.pick([50, 100, 101, 200, 10_000])
    switch (dice.below(12)) {
      case 0:
        return { bytes: bytes(`${'['.repeat(deep)}${']'.repeat(deep)}`), type: json }
      case 1:
        return {
          bytes: bytes(`{"id":1,"some_json":${'{"a":['.repeat(deep)}${']}'.repeat(deep)}}`),
          type: json,
        }
      case 2:
        return { bytes: gzipSync(bytes(this.json(table))), type: json }
      case 3:
        return { bytes: bytes(dice.pick(ALL)), type: json }
      case 4:
        return {
          bytes: bytes(this.json(table)),
          type: dice.pick([
            'text/plain',
            'multipart/form-data',
            'x',
            'application/xml',
            ';',
            'application/octet-stream',
            'text/csv',
            'application/x-www-form-urlencoded',
          ]),
        }
      case 5:
        return { bytes: bytes(`[${'{},'.repeat(5000)}{}]`), type: json }
      case 6:
        return {
          bytes: bytes(`{${Array.from({ length: 3000 }, (_, n) => `"k${n}":1`).join(',')}}`),
          type: json,
        }
      case 7:
        return { bytes: bytes(`{"${'k'.repeat(100_000)}":1}`), type: json }
      case 8:
        return { bytes: bytes(`﻿${this.json(table)}`), type: json }
      case 9:
        return { bytes: bytes(`"${'"'.repeat(dice.below(5000))}`), type: 'text/csv' }
      case 10:
        return { bytes: bytes(this.json(table).slice(0, dice.below(60))), type: json }
      default:
        return { bytes: new Uint8Array(Array.from({ length: 200 }, () => dice.below(256))), type: json }
    }
  }
}
