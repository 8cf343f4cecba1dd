/** Medians, ratios to `hand` and their spread over the rounds. */
import type { Candidate } from './candidates.ts'
import type { Measured } from './load/main.ts'
import type { AnyWork } from './work.ts'

export interface Result {
  readonly candidate: string
  readonly work: AnyWork
  readonly measured: Measured
  readonly coldStartMs: number
}

const BASELINE = 'hand'

const cpuOf = ({ measured }: Result) => measured.cpuMicros / Math.max(1, measured.requests)
const rpsOf = ({ measured }: Result) => measured.requests / measured.seconds

export class Results {
  private readonly all: Result[] = []
  /** Answers that were not what was asked for. */
  wrong = 0

  constructor(
    private readonly works: readonly AnyWork[],
    private readonly candidates: readonly Candidate[],
  ) {}

  add(result: Result): void {
    this.all.push(result)
    this.wrong += result.measured.wrong.length
  }

  /** One object a line. Every candidate's database runs inside its process, so none has a CPU of its own. */
  asJson(): string {
    const lines = this.works.flatMap((work) =>
      this.candidates.flatMap(({ name }) => {
        const rounds = this.of(name, work)
        if (rounds.length === 0) return []
        return JSON.stringify({
          work,
          candidate: name,
          cpu_us: rounded(median(rounds.map(cpuOf)), 1),
          db_cpu_us: 0,
          rps: Math.round(median(rounds.map(rpsOf))),
          p50_ms: rounded(median(rounds.map(({ measured }) => measured.p50Ms)), 2),
          p99_ms: rounded(median(rounds.map(({ measured }) => measured.p99Ms)), 2),
          rss_mb: rounded(median(rounds.map(({ measured }) => measured.rssMb)), 1),
        })
      }),
    )
    return lines.join('\n')
  }

  /** Tables in Markdown, as they stand in README.md. */
  asTables(): string {
    const works = this.works.map((work) => [`### ${work}`, '', this.tableOf(work)].join('\n'))
    return [...works, ['### start and memory', '', this.tableOfStarts()].join('\n')].join('\n\n')
  }

  private of(candidate: string, work: AnyWork): Result[] {
    return this.all.filter((result) => result.candidate === candidate && result.work === work)
  }

  private tableOf(work: AnyWork): string {
    const rows = this.candidates.map((candidate) => {
      const rounds = this.of(candidate.name, work)
      if (rounds.length === 0) return [candidate.name, `– ${candidate.lacks[work] ?? 'not measured'}`]
      const cpus = rounds.map(cpuOf)
      const ratios = rounds.map((round, index) => {
        const base = this.of(BASELINE, work)[index]
        return base === undefined ? Number.NaN : cpuOf(round) / cpuOf(base)
      })
      const middle = (of: (result: Result) => number) => median(rounds.map(of))
      return [
        candidate.name,
        shown(median(cpus), 1),
        '0',
        ratioText(ratios),
        shown(middle(rpsOf), 0),
        shown(
          middle(({ measured }) => measured.p50Ms),
          2,
        ),
        shown(
          middle(({ measured }) => measured.p99Ms),
          2,
        ),
        shown(
          middle(({ measured }) => measured.rssMb),
          0,
        ),
      ]
    })
    return markdown(
      ['', 'CPU µs', 'db CPU µs', `× ${BASELINE} (min–max)`, 'requests/s', 'p50 ms', 'p99 ms', 'RSS MB'],
      rows,
    )
  }

  private tableOfStarts(): string {
    const rows = this.candidates.map(({ name }) => {
      const own = this.all.filter(({ candidate }) => candidate === name)
      const starts = [...new Set(own.map(({ coldStartMs }) => coldStartMs))]
      const rss = own.map(({ measured }) => measured.rssMb)
      const spread = `${shown(Math.min(...starts), 0)}–${shown(Math.max(...starts), 0)}`
      return [name, `${shown(median(starts), 0)} (${spread})`, shown(Math.max(...rss), 0)]
    })
    return markdown(['', 'cold start to first answer, ms (min–max)', 'most RSS after a work, MB'], rows)
  }
}

function ratioText(ratios: readonly number[]): string {
  if (ratios.some(Number.isNaN)) return '–'
  return `${shown(median(ratios), 2)} (${shown(Math.min(...ratios), 2)}–${shown(Math.max(...ratios), 2)})`
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const filled = rows.map((row) => head.map((_, index) => row[index] ?? ''))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...filled.map(line)].join('\n')
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

const rounded = (number: number, digits: number) => Number(number.toFixed(digits))

const shown = (number: number, digits: number) =>
  number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
