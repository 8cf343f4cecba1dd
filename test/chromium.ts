/** The browser that browser tests drive: Debian's Chromium, or one that is pointed at. */
import { existsSync } from 'node:fs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const WANTED = process.env.OFFSTAGE_CHROMIUM

/** Path of the browser's program, or null when there is none. */
export const chromium: string | null =
  WANTED !== undefined
    ? existsSync(WANTED)
      ? WANTED
      : null
    : (PLACES.find((place) => existsSync(place)) ?? Bun.which('chromium'))

/** What to do when it is missing. */
export const chromiumHint =
  WANTED !== undefined && chromium === null
    ? `OFFSTAGE_CHROMIUM points at nothing: ${WANTED}`
    : 'install Chromium ("apt-get install chromium" on Debian), or set OFFSTAGE_CHROMIUM to its program'
