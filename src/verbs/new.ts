/** `offstage new`: a small, complete project in a new folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { UsageError } from '../base/errors.ts'
import { projectFiles } from './new/files.ts'
import { isInstalled, packageRoot, toolVersions, version } from './package.ts'
import type { Shell } from './shell.ts'
import { EXIT, type Given } from './verb.ts'

export async function create(given: Given, shell: Shell): Promise<number> {
  const [word] = given.words
  if (word === undefined)
    throw new UsageError(
      'Where is the project to be?',
      'Write `offstage new my-app` for a folder of that name.',
    )
  const folder = resolve(shell.cwd, word)
  refuseOccupied(folder, word)
  const files = projectFiles({
    name: packageName(basename(folder)),
    offstage: dependency(given.text('offstage'), shell.cwd),
    tools: toolVersions,
  })
  mkdirSync(folder, { recursive: true })
  // Never over a file that appeared meanwhile.
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { flag: 'wx' })
  shell.out(farewell(folder, shell.cwd))
  return EXIT.ok
}

function refuseOccupied(folder: string, word: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory())
    throw new UsageError(`${word} is a file.`, 'Name a folder that is new, or empty.')
  if (readdirSync(folder).length > 0)
    throw new UsageError(`${word} is not empty.`, 'Name a folder that is new, or empty.')
}

/**
 * What `package.json` says of offstage: the folder of a checkout, which npm packs as it would be published,
 * or a version.
 */
function dependency(asked: string | null, cwd: string): string {
  if (asked === null) return isInstalled ? version : `file:${packageRoot}`
  if (/^\d+\.\d+\.\d+(?:[-+].*)?$/.test(asked)) return asked
  const path = resolve(cwd, asked)
  if (nameIn(path) === 'offstage') return `file:${path}`
  if (/\.tgz$/.test(path) && existsSync(path)) return `file:${path}`
  throw new UsageError(
    `--offstage ${asked} is neither a version nor a checkout of Offstage.`,
    `Write an exact version such as ${version}, or the folder of a checkout.`,
  )
}

function nameIn(folder: string): unknown {
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) return null
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'name' in parsed ? parsed.name : null
}

/** What npm takes for a name (https://docs.npmjs.com/cli/configuring-npm/package-json#name). */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  // A package cannot depend on one of its own name.
  return name === '' || name === 'offstage' ? 'my-app' : name
}

function farewell(folder: string, cwd: string): string {
  const short = relative(cwd, folder)
  const shown = short === '' ? '.' : short.startsWith('..') ? folder : short
  return [
    `A new project is in ${shown}. Next:`,
    '',
    ...(shown === '.' ? [] : [`  cd ${/\s/.test(shown) ? JSON.stringify(shown) : shown}`]),
    '  npm install',
    '  npm test',
    '  npm run dev',
  ].join('\n')
}
