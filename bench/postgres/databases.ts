/** A PostgreSQL of the bench's own, set up as it is for work: a commit has reached the disk. */
import { statfsSync } from 'node:fs'
import { PostgresServer } from '../../test/postgres/server.ts'
import type { Databases } from '../databases.ts'
import { tidyUp } from './fill.ts'

/** As a server is set up for work, with memory that holds every candidate's rows. */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
}

/** @see https://man7.org/linux/man-pages/man2/statfs.2.html */
const TMPFS = 0x01021994

/** @throws where no PostgreSQL is found, or it would keep its data in memory */
export async function postgresDatabases(): Promise<Databases> {
  const server = await PostgresServer.start({ durable: true, settings: SETTINGS })
  if (statfsSync(server.folder.path).type === TMPFS) {
    await server.close()
    throw new Error(`${server.folder.path} is memory and no disk: set TMPDIR to a folder on one`)
  }
  return {
    pid: server.cluster.pid(),
    async filled(_name, fill) {
      const url = await server.freshDatabase()
      await fill(url)
      await tidyUp(url)
      return url
    },
    copy: (filled) => server.freshDatabase(filled),
    drop: (database) => server.dropDatabase(database),
    close: () => server.close(),
  }
}
