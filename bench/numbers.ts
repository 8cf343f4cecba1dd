/** Numbers as people read them. */

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

export const rounded = (number: number, digits: number) => Number(number.toFixed(digits))

export const shown = (number: number, digits: number) =>
  number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** The median, with the lowest and the highest; a dash where one is missing. */
export function spread(numbers: readonly number[], digits = 2): string {
  if (numbers.length === 0 || numbers.some(Number.isNaN)) return '–'
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  return `${shown(median(numbers), digits)} (${shown(low, digits)}–${shown(high, digits)})`
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const filled = rows.map((row) => head.map((_, index) => row[index] ?? ''))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...filled.map(line)].join('\n')
}
