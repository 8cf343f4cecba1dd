/** The app that the type tests of tenants speak of. */
import { createClient } from '@supabase/supabase-js'
import { app, type DatabaseOf, id, ref, table, text, users } from '../../src/model/index.ts'

const teams = table({ id: id(), name: text() }).tenant('id', { claim: 'app_metadata.team' })
const members = table({ team: ref(() => teams), user: ref(() => users) })
  .primaryKey('team', 'user')
  .tenant('team')
const albums = table({ id: id(), team: ref(() => teams), code: text() })
  .tenant('team')
  .unique('team', 'code')
const covers = table({ id: id(), team: ref(() => teams), album: ref(() => albums), url: text() })
  .unique('team', 'album')
  .tenant('team')
const shifts = table({ team: ref(() => teams), member: ref(() => members), day: text() })
  .primaryKey('team', 'member')
  .tenant('team')
export const rota = app({ tables: { teams, members, albums, covers, shifts } })
export const client = createClient<DatabaseOf<typeof rota>>('http://localhost', 'key')
