/** The values that an OpenAPI document is made of; numbers that JavaScript would round are `RawNumber`. */
import type { RawNumber } from '../../model/index.ts'

export type Json = string | number | boolean | null | RawNumber | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [name: string]: Json
}

/** A reference to a part of the document that is kept in one place. */
export const component = (kind: string, name: string): JsonObject => ({
  $ref: `#/components/${kind}/${name}`,
})
