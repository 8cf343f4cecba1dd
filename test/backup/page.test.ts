/** What docs/backup.md shows on a console is what the commands print. */
import { afterAll, expect, test } from 'bun:test'
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cleanUp, NOTES, offstage, ROOT, run, scratch, up } from '../cli/offstage.ts'

afterAll(cleanUp)

const STAMP = /\d{4}-\d\d-\d\dT\d\d([.:])\d\d\1\d\d\.\d{3}Z/g
/** Moments, sizes and times are of the day on which a command is run. */
const settled = (text: string) =>
  text
    .replaceAll(STAMP, 'MOMENT')
    .replaceAll(/\d+\.\d (MB|s)\b/g, 'N $1')
    .trimEnd()

test('docs/backup.md shows what is printed', async () => {
  const page = await Bun.file(join(ROOT, 'docs/backup.md')).text()
  const blocks = [...page.matchAll(/^```console\n\$ offstage (.*)\n([\s\S]*?)^```$/gm)]
  const [backup, refused, restored] = blocks.map(([, words = '', said = '']) => ({ words, said }))
  if (!backup || !refused || !restored || blocks.length !== 3) throw new Error('three commands are shown')
  const folder = join(scratch(), 'notes')
  cpSync(NOTES, folder, { recursive: true, filter: (path) => !path.endsWith('.offstage') })
  const server = offstage(['start', '--json'], { cwd: folder, env: { PORT: '0' } })
  const { pid } = await up(server)
  const shown = (said: string) => settled(said.replaceAll('/srv/notes', folder))

  const first = await run(backup.words.split(' '), { cwd: folder })
  expect([first.code, settled(first.out)]).toEqual([0, shown(backup.said)])
  const [moment = ''] = first.out.match(STAMP) ?? []
  const words = (text: string) => text.replaceAll(STAMP, moment).split(' ')
  const second = await run(words(refused.words), { cwd: folder })
  expect([second.code, settled(second.err)]).toEqual([2, shown(refused.said)])
  process.kill(pid, 'SIGTERM')
  await server.ended()
  const third = await run(words(restored.words), { cwd: folder })
  expect([third.code, settled(third.out)]).toEqual([0, shown(restored.said)])
}, 60_000)

test('the drill of docs/backup.md leaves the database that DATABASE_URL names alone', async () => {
  const page = await Bun.file(join(ROOT, 'docs/backup.md')).text()
  const [, drill = ''] = /^## A drill\n[\s\S]*?^```sh\n([\s\S]*?)^PORT=0 .*\n```$/m.exec(page) ?? []
  const folder = join(scratch(), 'notes')
  cpSync(NOTES, folder, { recursive: true, filter: (path) => !path.endsWith('.offstage') })
  const where = { cwd: folder, env: { DATABASE_URL: 'live.sqlite', PORT: '0' } }
  const server = offstage(['start', '--json'], where)
  const { pid } = await up(server)
  process.kill(pid, 'SIGTERM')
  await server.ended()
  expect((await run(['backup'], where)).code).toBe(0)
  const script = [
    `offstage() { "${process.execPath}" "${join(ROOT, 'src/cli.ts')}" "$@"; }`,
    drill.replace('/mnt/backups', '.offstage/backups'),
    'echo "$OFFSTAGE_DATA"',
  ].join('\n')
  const env = { ...process.env, ...where.env, TMPDIR: folder }
  const done = Bun.spawnSync(['sh', '-e', '-c', script], { cwd: folder, env })
  expect(done.stderr.toString()).toBe('')
  const data = done.stdout.toString().trim().split('\n').at(-1) ?? ''
  expect(readdirSync(data)).toEqual(['app.sqlite'])
  expect(readdirSync(folder).filter((name) => name.startsWith('live.sqlite'))).toEqual(['live.sqlite'])
}, 60_000)
