/** Numbers and dates as people read them. */

/** 3:07 */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** 3 minutes 7 seconds, for those who listen to the page. */
export function spokenClock(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`
}

/** 41 min, 1 h 12 min */
export function duration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const whole = new Intl.NumberFormat('en')

/** 12,345 */
export function count(number: number): string {
  return whole.format(number)
}

/** 1 song, 12 songs */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

/** 16 November 2026 */
export function longDate(date: string): string {
  return day.format(new Date(`${date}T00:00:00Z`))
}

export function year(date: string): string {
  return date.slice(0, 4)
}
