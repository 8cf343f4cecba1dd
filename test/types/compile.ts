/** Runs the TypeScript compiler of this project on a few files, with options of our choosing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dir, '../..')

export interface Compiled {
  /** One line an error, as `tsc` prints it, its path relative to the root. */
  readonly errors: readonly string[]
  readonly output: string
  /** Wall time. */
  readonly ms: number
}

/** @param files absolute paths */
export function compile(
  files: readonly string[],
  options: object = {},
  flags: readonly string[] = [],
): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-types-'))
  try {
    const config = join(folder, 'tsconfig.json')
    const compilerOptions = { typeRoots: [join(ROOT, 'node_modules/@types')], ...options }
    writeFileSync(
      config,
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files }),
    )
    const started = performance.now()
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    const ran = Bun.spawnSync(
      [process.execPath, '--bun', tsc, '--noEmit', '--pretty', 'false', '-p', config, ...flags],
      {
        cwd: ROOT,
      },
    )
    const ms = performance.now() - started
    const output = ran.stdout.toString() + ran.stderr.toString()
    const errors = output.split('\n').filter((line) => line.includes(': error TS'))
    if (ran.exitCode !== 0 && errors.length === 0)
      throw new Error(`tsc ended with ${ran.exitCode}: ${output}`)
    return { errors, output, ms }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Writes `source` beside nothing else, gives its path to `use`, and removes it. */
export function withSource<T>(source: string, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'offstage-source-'))
  try {
    const path = join(folder, 'source.ts')
    writeFileSync(path, source)
    return use(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
