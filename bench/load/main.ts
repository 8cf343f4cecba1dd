/**
 * The process that asks. Takes a job in one line of JSON at a time from its input, and answers each with one
 * line: what it measured, with what the server's processes used meanwhile.
 */
import { candidateOf, type EngineName } from '../engines.ts'
import { type AnyWork, operationAt, variety } from '../work.ts'
import { Drive, type Driven } from './drive.ts'
import { cpuMicros, rssMegabytes } from './processes.ts'
import { type Wired, wired } from './wire.ts'

export interface Job {
  readonly engine: EngineName
  readonly candidate: string
  readonly work: AnyWork
  readonly rows: number
  /** Of each of its processes. */
  readonly ports: readonly number[]
  readonly pids: readonly number[]
  /** Of the database's server; null where there is none. */
  readonly databasePid: number | null
  readonly warmUpMs: number
  readonly measureMs: number
}

export interface Measured {
  /** CPU of the server and its children. */
  readonly cpuMicros: number
  /** CPU of the database's server and all its processes. */
  readonly databaseCpuMicros: number
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly rssMb: number
  readonly wrong: readonly string[]
}

async function measure(job: Job): Promise<Measured> {
  const requests = requestsOf(job)
  const drive = await Drive.open('127.0.0.1', job.ports)
  const warm = await drive.run(requests, job.warmUpMs)
  const before = cpuOf(job)
  const driven = await drive.run(requests, job.measureMs)
  const after = cpuOf(job)
  drive.close()
  return {
    cpuMicros: after.own - before.own,
    databaseCpuMicros: after.database - before.database,
    requests: driven.requests,
    seconds: driven.seconds,
    p50Ms: percentile(driven, 0.5),
    p99Ms: percentile(driven, 0.99),
    rssMb: sum(job.pids.map(rssMegabytes)),
    wrong: [...warm.wrong, ...driven.wrong],
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

const cpuOf = ({ pids, databasePid }: Job) => ({
  own: sum(pids.map(cpuMicros)),
  database: databasePid === null ? 0 : cpuMicros(databasePid),
})

function requestsOf({ engine, candidate, work, rows, ports }: Job): Wired[] {
  const found = candidateOf(engine, candidate)
  const tokens = new Map<number, string>()
  const tokenOf = (user: number) => {
    const token = tokens.get(user) ?? found.tokenOf(user)
    tokens.set(user, token)
    return token
  }
  return Array.from({ length: variety(work) }, (_, number) =>
    wired(found.dialect(operationAt(work, number, rows), tokenOf), `127.0.0.1:${ports[0]}`),
  )
}

const percentile = ({ latencies }: Driven, part: number) =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0

for await (const line of console)
  if (line !== '') console.log(JSON.stringify(await measure(JSON.parse(line) as Job)))
