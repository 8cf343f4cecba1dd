/**
 * Counters of the running server in the text format that Prometheus reads.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */

import type { StepTotal } from '../trace/index.ts'

/** What is told of scheduled backups. */
export interface BackupsKnown {
  /** When the last good one was begun, in milliseconds since 1970; null for none yet. */
  readonly lastMs: number | null
  /** How many failed since the start. */
  readonly failures: number
}

/** What one thread has counted. */
export interface Counts {
  /** Answers by the first digit of their status; index 5 counts 5xx. */
  readonly answers: readonly number[]
  /** What the cache of request shapes says of itself. */
  readonly shapes: { readonly hits: number; readonly misses: number; readonly size: number }
  /** Where the time of data requests went, by step. */
  readonly steps: Readonly<Record<string, StepTotal>>
}

/** What several threads have counted together. */
function sumOf(all: readonly Counts[]): Counts {
  const sum = (pick: (counts: Counts) => number) => all.reduce((total, counts) => total + pick(counts), 0)
  return {
    answers: [0, 1, 2, 3, 4, 5].map((digit) => sum(({ answers }) => answers[digit] ?? 0)),
    shapes: {
      hits: sum(({ shapes }) => shapes.hits),
      misses: sum(({ shapes }) => shapes.misses),
      size: sum(({ shapes }) => shapes.size),
    },
    steps: stepsOf(all),
  }
}

function stepsOf(all: readonly Counts[]): Record<string, StepTotal> {
  const sums: Record<string, StepTotal> = {}
  for (const [name, { runs, failed, totalMs }] of all.flatMap(({ steps }) => Object.entries(steps))) {
    const sum = sums[name] ?? { runs: 0, failed: 0, totalMs: 0 }
    sums[name] = {
      runs: sum.runs + runs,
      failed: sum.failed + failed,
      totalMs: sum.totalMs + totalMs,
    }
  }
  return sums
}

export class Metrics {
  private readonly answers = [0, 0, 0, 0, 0, 0]

  count(status: number): void {
    const digit = Math.floor(status / 100)
    this.answers[digit] = (this.answers[digit] ?? 0) + 1
  }

  counts({ hits, misses, size }: Counts['shapes'], steps: ReadonlyMap<string, StepTotal>): Counts {
    return {
      answers: [...this.answers],
      shapes: { hits, misses, size },
      steps: Object.fromEntries(steps),
    }
  }

  /**
   * @param own what this thread has counted
   * @param readers what each thread has that answers reads beside it
   */
  text(own: Counts, readers: readonly Counts[], backups: BackupsKnown | null = null): string {
    const { answers, shapes, steps } = sumOf([own, ...readers])
    const lines: string[] = []
    const say = (
      name: string,
      kind: 'counter' | 'gauge',
      help: string,
      values: [labels: string, value: number][],
    ) => {
      lines.push(`# HELP offstage_${name} ${help}`, `# TYPE offstage_${name} ${kind}`)
      for (const [labels, value] of values) lines.push(`offstage_${name}${labels} ${value}`)
    }
    const answered = answers.flatMap((count, digit): [string, number][] =>
      digit < 2 ? [] : [[`{status="${digit}xx"}`, count]],
    )
    say('answers_total', 'counter', 'Requests answered, by class of status.', answered)
    say('shape_hits_total', 'counter', 'Data requests whose statement was known.', [['', shapes.hits]])
    say('shape_misses_total', 'counter', 'Data requests whose statement had to be made.', [
      ['', shapes.misses],
    ])
    say('shapes', 'gauge', 'Statements kept for request shapes.', [['', shapes.size]])
    const ofSteps = (pick: (total: StepTotal) => number) =>
      Object.entries(steps).map(([name, total]): [string, number] => [`{step="${name}"}`, pick(total)])
    say(
      'step_runs_total',
      'counter',
      'Runs of each step of data requests.',
      ofSteps(({ runs }) => runs),
    )
    say(
      'step_failures_total',
      'counter',
      'Runs that ended with a refusal or a mistake.',
      ofSteps(({ failed }) => failed),
    )
    say(
      'step_seconds_total',
      'counter',
      'Time that the steps took, waiting included.',
      ofSteps(({ totalMs }) => totalMs / 1000),
    )
    say('readers', 'gauge', 'Threads that answer reads beside the main one.', [['', readers.length]])
    const theirs = sumOf(readers).answers.reduce((sum, count) => sum + count, 0)
    say('reader_answers_total', 'counter', 'Requests answered by them.', [['', theirs]])
    say('resident_memory_bytes', 'gauge', 'Memory that the process holds.', [['', process.memoryUsage.rss()]])
    if (backups !== null) {
      const { lastMs, failures } = backups
      say('backup_failures_total', 'counter', 'Scheduled backups that failed.', [['', failures]])
      // A time that grows old is seen; one that is missing, too.
      if (lastMs !== null) {
        say('backup_last_seconds', 'gauge', 'When the last good backup was begun, in seconds since 1970.', [
          ['', Math.floor(lastMs / 1000)],
        ])
      }
    }
    return `${lines.join('\n')}\n`
  }
}
