/**
 * The process that asks. Takes a job in one line of JSON at a time from its input, and answers each with one
 * line: what it measured, with what the server's processes used meanwhile.
 */
import { CANDIDATES } from '../candidates.ts'
import { type AnyWork, operationAt, variety } from '../work.ts'
import { Drive, type Driven } from './drive.ts'
import { cpuMicros, rssMegabytes } from './processes.ts'
import { type Wired, wired } from './wire.ts'

export interface Job {
  readonly candidate: string
  readonly work: AnyWork
  readonly rows: number
  readonly port: number
  readonly pid: number
  readonly warmUpMs: number
  readonly measureMs: number
}

export interface Measured {
  /** CPU of the server and its children. */
  readonly cpuMicros: number
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly rssMb: number
  readonly wrong: readonly string[]
}

async function measure(job: Job): Promise<Measured> {
  const requests = requestsOf(job)
  const drive = await Drive.open('127.0.0.1', job.port)
  const warm = await drive.run(requests, job.warmUpMs)
  const before = cpuMicros(job.pid)
  const driven = await drive.run(requests, job.measureMs)
  const used = cpuMicros(job.pid) - before
  drive.close()
  return {
    cpuMicros: used,
    requests: driven.requests,
    seconds: driven.seconds,
    p50Ms: percentile(driven, 0.5),
    p99Ms: percentile(driven, 0.99),
    rssMb: rssMegabytes(job.pid),
    wrong: [...warm.wrong, ...driven.wrong],
  }
}

function requestsOf({ candidate, work, rows, port }: Job): Wired[] {
  const found = CANDIDATES.find(({ name }) => name === candidate)
  if (found === undefined) throw new Error(`nobody is called ${candidate}`)
  const tokens = new Map<number, string>()
  const tokenOf = (user: number) => {
    const token = tokens.get(user) ?? found.tokenOf(user)
    tokens.set(user, token)
    return token
  }
  return Array.from({ length: variety(work) }, (_, number) =>
    wired(found.dialect(operationAt(work, number, rows), tokenOf), `127.0.0.1:${port}`),
  )
}

const percentile = ({ latencies }: Driven, part: number) =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0

for await (const line of console)
  if (line !== '') console.log(JSON.stringify(await measure(JSON.parse(line) as Job)))
