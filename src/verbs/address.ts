/** Where the app is served. */
import { isLoopback } from '../server.ts'
import { wholeNumber } from './project.ts'
import type { Shell } from './shell.ts'

const HOST = '127.0.0.1'
const PORT = 54_321
const PORT_MAX = 65_535

export interface Address {
  readonly host: string
  readonly port: number
  /** Whether only this machine can reach it. */
  readonly isLocal: boolean
}

/** @throws UsageError for a port that is none */
export function addressOf({ env }: Shell): Address {
  const host = env.OFFSTAGE_HOST || HOST
  return { host, port: wholeNumber('PORT', env.PORT, PORT, PORT_MAX), isLocal: isLoopback(host) }
}

/** What a browser on this machine types to reach an address. */
export function urlOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
