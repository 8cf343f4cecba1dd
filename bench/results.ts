/** Medians, ratios to the baseline and their spread over the rounds. */
import type { Bench, EngineName } from './engines.ts'
import { bothOf, type Contestant, databaseOf, type Figure, ownOf, type Result, rpsOf } from './figures.ts'
import { curve } from './nodes.ts'
import { markdown, median, rounded, shown, spread } from './numbers.ts'
import type { AnyWork } from './work.ts'

export class Results {
  private readonly all: Result[] = []
  /** Answers that were not what was asked for. */
  wrong = 0

  constructor(
    private readonly engine: EngineName,
    private readonly bench: Bench,
    private readonly works: readonly AnyWork[],
    private readonly contestants: readonly Contestant[],
  ) {}

  add(result: Result): void {
    this.all.push(result)
    this.wrong += result.measured.wrong.length
  }

  /** One object a line. A database that runs inside the candidate's process has no CPU of its own. */
  asJson(): string {
    const lines = this.works.flatMap((work) =>
      this.contestants.flatMap(({ name, candidate, nodes }) => {
        const rounds = this.of(name, work)
        if (rounds.length === 0) return []
        return JSON.stringify({
          work,
          candidate: candidate.name,
          ...(nodes === 1 ? {} : { nodes }),
          cpu_us: rounded(median(rounds.map(ownOf)), 1),
          db_cpu_us: rounded(median(rounds.map(databaseOf)), 1),
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
    const curves = this.contestants.some(({ nodes }) => nodes > 1)
      ? [
          ['### nodes', '', curve(this.works, this.contestants, (name, work) => this.of(name, work))].join(
            '\n',
          ),
        ]
      : []
    return [...works, ...curves, ['### start and memory', '', this.tableOfStarts()].join('\n')].join('\n\n')
  }

  private of(contestant: string, work: AnyWork): Result[] {
    return this.all.filter((result) => result.contestant === contestant && result.work === work)
  }

  private tableOf(work: AnyWork): string {
    const columns = this.columns(work)
    const rows = this.contestants.map(({ name, candidate }) => {
      const rounds = this.of(name, work)
      if (rounds.length === 0) return [name, `– ${candidate.lacks[work] ?? 'not measured'}`]
      return [name, ...columns.map(([, cell]) => cell(rounds))]
    })
    return markdown(['', ...columns.map(([head]) => head)], rows)
  }

  private columns(work: AnyWork): [head: string, cell: (rounds: readonly Result[]) => string][] {
    const { baseline, peer } = this.bench
    const middle = (of: Figure, digits: number) => (rounds: readonly Result[]) =>
      shown(median(rounds.map(of)), digits)
    const held = (of: Figure, to: string) => (rounds: readonly Result[]) => {
      const others = this.of(to, work)
      return spread(rounds.map((round, at) => of(round) / (others[at] ? of(others[at]) : Number.NaN)))
    }
    const rest: ReturnType<Results['columns']> = [
      ['requests/s', middle(rpsOf, 0)],
      ['p50 ms', middle(({ measured }) => measured.p50Ms, 2)],
      ['p99 ms', middle(({ measured }) => measured.p99Ms, 2)],
      ['RSS MB', middle(({ measured }) => measured.rssMb, 0)],
    ]
    const own = `× ${baseline} (min–max)`
    if (this.engine === 'sqlite' || peer === null) {
      return [['CPU µs', middle(ownOf, 1)], ['db CPU µs', () => '0'], [own, held(ownOf, baseline)], ...rest]
    }
    return [
      ['CPU µs', middle(ownOf, 1)],
      [own, held(ownOf, baseline)],
      [`× ${peer}`, held(ownOf, peer)],
      ['db CPU µs', middle(databaseOf, 1)],
      [own, held(databaseOf, baseline)],
      [`both × ${peer}`, held(bothOf, peer)],
      ...rest,
    ]
  }

  private tableOfStarts(): string {
    const rows = this.contestants.map(({ name }) => {
      const own = this.all.filter(({ contestant }) => contestant === name)
      const starts = [...new Set(own.map(({ coldStartMs }) => coldStartMs))]
      const rss = own.map(({ measured }) => measured.rssMb)
      return [name, spread(starts, 0), shown(Math.max(...rss), 0)]
    })
    return markdown(['', 'cold start to first answer, ms (min–max)', 'most RSS after a work, MB'], rows)
  }
}
