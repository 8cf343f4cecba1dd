/** The client of the page: the ordinary supabase-js, with types that come straight from `app.ts`. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import type { DatabaseOf } from 'offstage'
import type tunes from '../app.ts'

export type Database = DatabaseOf<typeof tunes>
export type Client = SupabaseClient<Database>

/** What `/offstage.json` tells a page that Offstage serves. */
export interface Config {
  readonly publishableKey: string
  /** Whether anybody may ask for a token of any persona: in development alone. */
  readonly personas: boolean
}

export async function readConfig(): Promise<Config> {
  const response = await fetch('/offstage.json')
  if (!response.ok) throw new Error(`/offstage.json answered ${response.status}`)
  return (await response.json()) as Config
}

/** Asks as whoever `token` is of; with the publishable key alone when it is null. */
export function connect({ publishableKey }: Config, token: () => string | null): Client {
  return createClient<Database>(location.origin, publishableKey, { accessToken: async () => token() })
}
