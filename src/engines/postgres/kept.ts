/** Texts that the first of many nodes makes and the others find: kept in Offstage's own schema. */
import { openPool, placeOf, shownPlace } from './connection.ts'
import { openFailure } from './errors.ts'
import { rowsOf, type Session } from './session.ts'

/** Held by whoever makes one, until the transaction ends; any number will do that is always the same. */
const LOCK = 6_333_787_838

const createKept = 'create table if not exists offstage.kept (name text primary key, value text not null)'

/**
 * @param database a URL: `postgres://user@host/database`
 * @returns the text of this name, made now if nobody has made it
 * @throws UsageError when the server does not let us
 */
export async function keepOnce(database: string, name: string, make: () => string): Promise<string> {
  const place = placeOf(database)
  const sql = openPool({ ...place, prepare: false }, 1, null)
  try {
    return await sql.begin(async (session) => {
      await session.unsafe(`select pg_advisory_xact_lock(${LOCK})`)
      const [known] = await rowsOf<{ found: boolean }>(
        session,
        `select to_regclass('offstage.kept') is not null as found`,
      )
      if (known?.found !== true) {
        await session.unsafe('create schema if not exists offstage')
        await session.unsafe(createKept)
        await hide(session)
      }
      const find = 'select value from offstage.kept where name = $1::text'
      const [kept] = await rowsOf<{ value: string }>(session, find, [name])
      if (kept !== undefined) return kept.value
      const value = make()
      await session.unsafe('insert into offstage.kept values ($1::text, $2::text)', [name, value])
      return value
    })
  } catch (error) {
    throw openFailure(error, shownPlace(place))
  } finally {
    await sql.close()
  }
}

/** Whatever the database gives to roles by default: what is kept here is the app's alone. */
async function hide(session: Session): Promise<void> {
  const roles = await rowsOf<{ name: string }>(
    session,
    `select distinct grantee::regrole::text as name from pg_class c, aclexplode(c.relacl)
     where c.oid = 'offstage.kept'::regclass and grantee not in (0, c.relowner)`,
  )
  const names = ['public', ...roles.map(({ name }) => name)]
  await session.unsafe(`revoke all on offstage.kept from ${names.join(', ')}`)
}
