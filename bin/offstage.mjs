#!/usr/bin/env node
/** The command `offstage`: Node starts it, Bun runs it. */
import { fileURLToPath } from 'node:url'

const cli = new URL('../src/cli.ts', import.meta.url)

if (process.versions.bun) await import(cli.href)
else {
  const { runBun } = await import('./run-bun.mjs')
  runBun([fileURLToPath(cli), ...process.argv.slice(2)])
}
