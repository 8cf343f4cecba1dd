/**
 * Counters of the running server in the text format that Prometheus reads.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */

/** Answers by the first digit of their status; index 5 counts 5xx. */
export class Metrics {
  private readonly answers = [0, 0, 0, 0, 0, 0]

  count(status: number): void {
    const digit = Math.floor(status / 100)
    this.answers[digit] = (this.answers[digit] ?? 0) + 1
  }

  /** @param shapes what the cache of request shapes says of itself */
  text(shapes: { readonly hits: number; readonly misses: number; readonly size: number }): string {
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
    const answered = this.answers.flatMap((count, digit): [string, number][] =>
      digit < 2 ? [] : [[`{status="${digit}xx"}`, count]],
    )
    say('answers_total', 'counter', 'Requests answered, by class of status.', answered)
    say('shape_hits_total', 'counter', 'Data requests whose statement was known.', [['', shapes.hits]])
    say('shape_misses_total', 'counter', 'Data requests whose statement had to be made.', [
      ['', shapes.misses],
    ])
    say('shapes', 'gauge', 'Statements kept for request shapes.', [['', shapes.size]])
    say('resident_memory_bytes', 'gauge', 'Memory that the process holds.', [['', process.memoryUsage.rss()]])
    return `${lines.join('\n')}\n`
  }
}
