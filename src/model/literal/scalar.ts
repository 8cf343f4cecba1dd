import type { ScalarType } from '../value.ts'
import { boolean } from './boolean.ts'
import { bytes } from './bytes.ts'
import { decimal } from './decimal.ts'
import type { Family } from './family.ts'
import { float } from './float.ts'
import { bigint, integer } from './integer.ts'
import { json } from './json.ts'
import { text } from './text.ts'
import { date, time, timestamp } from './time.ts'
import { uuid } from './uuid.ts'

/** Who deals in which type, arrays aside. */
export const SCALARS: { readonly [kind in ScalarType['kind']]: Family } = {
  text: text as Family,
  integer: integer as Family,
  bigint: bigint as Family,
  float: float as Family,
  decimal: decimal as Family,
  boolean: boolean as Family,
  timestamp: timestamp as Family,
  date: date as Family,
  time: time as Family,
  uuid: uuid as Family,
  json: json as Family,
  bytes: bytes as Family,
}
