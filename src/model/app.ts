/** `app()`: puts the tables together. The result is one frozen value; nothing is read, opened or started. */
import type { AnyTable } from './column-types.ts'
import { defineModel } from './define/define.ts'
import type { users } from './users.ts'
import type { Model } from './value.ts'

export type AnyTables = Readonly<Record<string, AnyTable>>

/** What an app is made of. */
export interface AppOptions<T extends AnyTables> {
  /** Shown in Studio and in the documentation of the API. */
  readonly name?: string
  /** Every table of the app; the keys are their names. */
  readonly tables: T
  /** A web page served beside the API: a folder with `index.html`, relative to `app.ts`. */
  readonly site?: string | { readonly folder: string }
  /**
   * Switches of the data API; `aggregates` lets clients ask for `count()`, `sum()`, `avg()`, `min()` and
   * `max()`.
   */
  readonly api?: { readonly aggregates?: boolean }
  /**
   * A module relative to `app.ts` whose default export fills a new database, called once by `offstage dev`
   * and `offstage start`: `({ client, random, progress }) => Promise<void>`, `client` being supabase-js with
   * the secret key.
   */
  readonly seed?: string
}

/** An app, declared and checked. `T` are its tables as written. */
export interface App<T extends AnyTables = AnyTables> {
  readonly model: Model
  /** In types alone. */
  readonly '~'?: { readonly tables: T }
}

/** The tables of an app, the built-in one included. */
export type TablesOf<A extends App> = WithUsers<NonNullable<A['~']>['tables']>

type WithUsers<T> = 'users' extends keyof T ? T : T & { readonly users: typeof users }

/**
 * Declares an app.
 *
 * @throws ModelError for the first mistake found: names the table and column and says what to write instead
 */
export function app<T extends AnyTables>(options: AppOptions<T>): App<T> {
  return Object.freeze({ model: defineModel(options) })
}
