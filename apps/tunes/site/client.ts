/** The client of the page: the ordinary supabase-js, with types that come straight from `app.ts`. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import type { DatabaseOf } from 'offstage'
import type tunes from '../app.ts'

export type Database = DatabaseOf<typeof tunes>
export type Client = SupabaseClient<Database>

/** Where the server is and its publishable key: `/offstage.json`. */
interface Config {
  readonly url: string
  readonly publishableKey: string
}

/** Asks as whoever `token` is of; with the publishable key alone when it is null. */
export async function connect(token: () => string | null): Promise<Client> {
  const response = await fetch('/offstage.json')
  if (!response.ok) throw new Error(`/offstage.json answered ${response.status}`)
  const { publishableKey } = (await response.json()) as Config
  return createClient<Database>(location.origin, publishableKey, { accessToken: async () => token() })
}
