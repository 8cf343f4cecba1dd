import { describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countsOf, failuresOf, isGood, sum, summary } from './report.ts'

test('the last line, with skipped tests only when there are some', () => {
  expect(summary({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
  expect(summary({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
})

test('a run is good when something passed and nothing failed', () => {
  expect(isGood({ passed: 1, failed: 0, skipped: 9 })).toBe(true)
  expect(isGood({ passed: 1, failed: 1, skipped: 0 })).toBe(false)
  expect(isGood({ passed: 0, failed: 0, skipped: 9 })).toBe(false)
})

test('counts add up', () => {
  const counts = { passed: 1, failed: 2, skipped: 3 }
  expect(sum(counts, counts)).toEqual({ passed: 2, failed: 4, skipped: 6 })
})

describe('counting what Bun says', () => {
  const said =
    ' 4 pass\n 2 skip\n 1 todo\n 2 fail\n 1 error\n 1 expect() calls\nRan 9 tests across 3 files. [9.00ms]\n'

  test('passes, failures, and what was left out', () => {
    expect(countsOf(said, 1, 3)).toEqual({ passed: 4, failed: 2, skipped: 3 })
  })

  test('only the last numbers count, not those that a test printed', () => {
    const printed = ' 99 pass\n 0 fail\nRan 99 tests across 3 files. [1.00ms]\n'
    expect(countsOf(printed + said, 1, 3)).toEqual({ passed: 4, failed: 2, skipped: 3 })
  })

  test('colours are overlooked', () => {
    const coloured =
      '\u001b[0m\u001b[32m 2 pass\u001b[0m\n\u001b[0m\u001b[2m 0 fail\u001b[0m\nRan 2 tests across 1 file. [1.00ms]\n'
    expect(countsOf(coloured, 0, 1)).toEqual({ passed: 2, failed: 0, skipped: 0 })
  })

  test('an end without numbers is a failure', () => {
    expect(countsOf('a.test.ts:\n', 137, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  test('a file that was not run is a failure', () => {
    const two = ' 2 pass\n 0 fail\nRan 2 tests across 1 file. [1.00ms]\n'
    expect(countsOf(two, 0, 2)).toEqual({ passed: 2, failed: 1, skipped: 0 })
  })

  test('an exit code that the numbers do not explain is a failure', () => {
    const two = ' 2 pass\n 0 fail\nRan 2 tests across 1 file. [1.00ms]\n'
    expect(countsOf(two, 1, 1)).toEqual({ passed: 2, failed: 1, skipped: 0 })
  })
})

test('a real run of Bun is counted and its failures are named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  const files = {
    'good.test.ts': "import { test } from 'bun:test'\ntest('a', () => {})\ntest.skip('b', () => {})",
    'bad.test.ts': "import { test } from 'bun:test'\ntest('c', () => { throw new Error('no') })",
    'broken.test.ts': "throw new Error('does not load')",
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  const paths = Object.keys(files).map((path) => `./${path}`)
  const child = Bun.spawn([process.execPath, 'test', '--only-failures', ...paths], {
    cwd: folder,
    stderr: 'pipe',
  })
  const output = await new Response(child.stderr).text()
  expect(countsOf(output, await child.exited, 3)).toEqual({ passed: 1, failed: 2, skipped: 1 })
  expect(failuresOf(output).sort()).toEqual([
    'bad.test.ts: c',
    'broken.test.ts: an error outside of any test',
  ])
  rmSync(folder, { recursive: true })
})
