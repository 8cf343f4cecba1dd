/**
 * Fills a new database once, whoever of many nodes comes first. What was begun and not finished, because the
 * node was killed, is begun again: nobody has been served before a fill has ended, so nothing else is lost.
 */
import type { ReservedSQL, SQL } from 'bun'
import type { Model } from '../../model/index.ts'
import { quoteName } from './dialect.ts'
import { rowsOf, type Session } from './session.ts'

/** Held while one node fills; any number will do that is always the same. */
const LOCK = 6_333_787_837

type State = 'new' | 'filling' | 'filled'

/**
 * @param open opens a pool of one connection
 * @param fill null where nothing is to be filled in, now or later
 * @returns whether `fill` ran
 */
export async function fillOnce(
  open: () => SQL,
  model: Model,
  fill: (() => Promise<void>) | null,
): Promise<boolean> {
  const [guard, marker] = [open(), open()]
  let held: ReservedSQL | null = null
  try {
    const session = await guard.reserve()
    held = session
    // A lock of the transaction, which PgBouncer keeps on one connection; the marks are made on another.
    await session.unsafe('begin')
    await session.unsafe(`select pg_advisory_xact_lock(${LOCK})`)
    const state = await stateOf(marker)
    const isEmpty = state === 'filling' || (state === 'new' && !(await holdsRows(marker, model)))
    if (fill !== null && isEmpty) {
      const tables = [...model.tables.keys()].map(inPublic).join(', ')
      if (state === 'filling') await marker.unsafe(`truncate ${tables} restart identity cascade`)
      await mark(marker, 'filling')
      await fill()
    }
    if (state !== 'filled') await mark(marker, 'filled')
    await session.unsafe('commit')
    return fill !== null && isEmpty
  } finally {
    // A pool that has lent a connection waits for it before it closes.
    held?.release()
    await Promise.all([guard.close(), marker.close()])
  }
}

async function stateOf(session: Session): Promise<State> {
  const [row] = await rowsOf<{ filled: State }>(session, 'select filled from offstage.applied')
  return row?.filled ?? 'new'
}

async function mark(session: Session, state: State): Promise<void> {
  await session.unsafe(`update offstage.applied set filled = '${state}'`)
}

async function holdsRows(session: Session, model: Model): Promise<boolean> {
  for (const name of model.tables.keys()) {
    const rows = await rowsOf(session, `select 1 from ${inPublic(name)} limit 1`)
    if (rows.length > 0) return true
  }
  return false
}

/** A user called offstage would otherwise find Offstage's own tables first: not every pool takes a path. */
const inPublic = (name: string) => `public.${quoteName(name)}`
