#!/usr/bin/env node
/** Bun itself, wherever npm put it: `node bin/bun.mjs test src/rules`. */
import { runBun } from './run-bun.mjs'

runBun(process.argv.slice(2))
