/** What Bun's test runner says, in numbers. */

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const NOTHING: Counts = Object.freeze({ passed: 0, failed: 0, skipped: 0 })

export function sum(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The line that a run ends with: `12 passed, 0 failed`, and `, 1 skipped` when some were. */
export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** A run without tests proves nothing. */
export function isGood({ passed, failed }: Counts): boolean {
  return failed === 0 && passed > 0
}

/** The block of numbers at the end: ` 4 pass`, ` 1 fail`, …, `Ran 5 tests across 2 files.` */
const SUMMARY = /(?:^ \d+ .*\n)+Ran \d+ tests? across (\d+) files?\./gm

/**
 * Counts what a run of `fileCount` files said. Bun's own numbers are taken rather than its junit report,
 * which leaves out files that failed to load. An end without numbers, a file that was not run, and an exit
 * code that the numbers do not explain each count as a failure.
 */
export function countsOf(output: string, exitCode: number, fileCount: number): Counts {
  const [block, filesRun] = [...Bun.stripANSI(output).matchAll(SUMMARY)].at(-1) ?? []
  if (block === undefined) return { ...NOTHING, failed: 1 }
  const number = (word: string) => Number(block.match(new RegExp(`^ (\\d+) ${word}$`, 'm'))?.[1] ?? 0)
  const failed = number('fail') + (Number(filesRun) < fileCount ? 1 : 0)
  return {
    passed: number('pass'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: number('skip') + number('todo'),
  }
}

/** The names of failed tests, each with its file. */
export function failuresOf(output: string): string[] {
  let file = ''
  return Bun.stripANSI(output)
    .split('\n')
    .flatMap((line) => {
      file = line.match(/^(\S+\.test\.tsx?):$/)?.[1] ?? file
      const name = line.match(/^\(fail\) (.*?)(?: \[[\d.]+ms\])?$/)?.[1]
      if (name !== undefined) return [`${file}: ${name}`]
      return line === '# Unhandled error between tests' ? [`${file}: an error outside of any test`] : []
    })
}
