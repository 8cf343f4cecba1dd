/** Tables with a tenant: embeds are single where a row is the only one in its tenant, and rows stay in it. */
import { id, table, type UpdateOf } from '../../src/model/index.ts'
import { same } from './music.ts'
import { client, type rota } from './rota.ts'

export async function reads() {
  const toOne = await client.from('covers').select('url, album(code, team)').single()
  if (toOne.data !== null)
    same<typeof toOne.data, { url: string; album: { code: string; team: string } }>(true)
  const inverse = await client.from('albums').select('covers(url)').single()
  if (inverse.data !== null) same<typeof inverse.data, { covers: { url: string } | null }>(true)
  const toMany = await client.from('teams').select('name, albums(code)').single()
  if (toMany.data !== null) same<typeof toMany.data, { name: string; albums: { code: string }[] }>(true)
  // Its key is the member's within the team: a shift has the type of a user's id, and there is one each.
  const shift = await client.from('members').select('user, shifts(member, day)').single()
  if (shift.data !== null)
    same<typeof shift.data, { user: string; shifts: { member: string; day: string } | null }>(true)
}

export async function writes() {
  await client.from('covers').insert({ team: 't', album: 'a', url: '/' })
  // @ts-expect-error TS2345: the tenant is required
  await client.from('covers').insert({ album: 'a', url: '/' })
  same<UpdateOf<typeof rota, 'covers'>, { id?: string; album?: string; url?: string }>(true)
  // @ts-expect-error TS2353: a row never changes its tenant
  await client.from('covers').update({ team: 't' })
}

export const wrong = () => [
  // @ts-expect-error TS2345: the tenant is a column
  table({ id: id() }).tenant('team'),
]
