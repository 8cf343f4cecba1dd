/** Whether memory stays where it is. */

export interface Sample {
  /** Seconds since the start. */
  readonly atSeconds: number
  readonly megabytes: number
}

export interface Verdict {
  readonly flat: boolean
  /** Mean over the time that is judged, in megabytes (2^20 bytes). */
  readonly meanMb: number
  /** How far the fitted line rises over that time, in megabytes. */
  readonly riseMb: number
  readonly samples: number
}

/** The first third warms up: caches fill, code is compiled, the heap finds its size. */
const WARM_UP_PART = 1 / 3

/** The fitted line may rise by so much of the mean: a leak of a hundred bytes a request is far beyond it. */
export const RISE_PART_MAX = 0.05

/** Fits a line through the last two thirds, by least squares. */
export function judge(samples: readonly Sample[]): Verdict {
  const end = samples.at(-1)?.atSeconds ?? 0
  const judged = samples.filter(({ atSeconds }) => atSeconds >= end * WARM_UP_PART)
  const meanAt = mean(judged.map(({ atSeconds }) => atSeconds))
  const meanMb = mean(judged.map(({ megabytes }) => megabytes))
  let spread = 0
  let together = 0
  for (const { atSeconds, megabytes } of judged) {
    spread += (atSeconds - meanAt) ** 2
    together += (atSeconds - meanAt) * (megabytes - meanMb)
  }
  const perSecond = spread === 0 ? 0 : together / spread
  const riseMb = perSecond * (end - (judged[0]?.atSeconds ?? 0))
  const flat = judged.length > 2 && riseMb <= RISE_PART_MAX * meanMb
  return { flat, meanMb, riseMb, samples: judged.length }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
