/** A backup that is killed on its way leaves nothing that looks like one, and the server at work. */
import { afterAll, expect, test } from 'bun:test'
import { ROOT } from '../cli/offstage.ts'
import { APP, accountsIn, endAll, House, look, until } from './stage.ts'

afterAll(endAll)

test('kill -9 at any point leaves no backup, and the server unharmed', async () => {
  const house = await new House().start()
  await house.write(1, 2, 3)
  house.addBallast(48)
  let id = 10
  let killed = 0
  // The last is killed between the copy and its name: while it is verified.
  for (const bytes of [0, 16e6, 48e6]) {
    const child = Bun.spawn(
      [process.execPath, '--no-install', 'src/cli.ts', 'backup', APP, '--to', house.backups],
      { cwd: ROOT, env: { ...process.env, ...house.env }, stdout: 'ignore', stderr: 'ignore' },
    )
    await until(() => house.draftBytes() >= bytes || child.exitCode !== null)
    child.kill('SIGKILL')
    await child.exited
    if (child.signalCode === 'SIGKILL') killed += 1
    expect(house.shelved().filter((name) => /\.sqlite(?:\.json)?$/.test(name))).toEqual([])
    await house.write(++id)
  }
  expect(killed).toBe(3)
  expect(house.draftBytes()).toBeGreaterThan(0)

  const { file, rows } = await house.backup()
  expect(rows).toMatchObject({ accounts: 6, ballast: 48 })
  expect(house.shelved().filter((name) => name.includes('draft'))).toEqual([])
  expect(accountsIn(file)).toEqual([1, 2, 3, 11, 12, 13])
  const ended = await house.stop()
  expect([ended.code, ended.err]).toEqual([0, ''])
  expect(look(house.database).problems).toEqual([])
}, 120_000)
