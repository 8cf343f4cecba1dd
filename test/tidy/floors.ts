/** Who may import whom: floors, doors, cycles, dead files. */
import { complaint, type House, isTest, type Rule, type Source } from './source.ts'

/** The house: imports go from a higher floor to a lower one, or stay in the room. */
const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  model: 1,
  trace: 1,
  rules: 2,
  schema: 2,
  query: 3,
  engines: 4,
  rest: 4,
  auth: 4,
  storage: 4,
  realtime: 4,
  actions: 4,
  jobs: 4,
  server: 5,
  verbs: 6,
  'cli.ts': 8,
  'declare.ts': 3,
  'index.ts': 7,
  'testing.ts': 7,
}

const ROOF = ['src/cli.ts', 'src/index.ts', 'src/testing.ts']

/** The room of a file of `src`, as `FLOORS` names it; null outside of `src`. */
function roomOf(path: string): string | null {
  const [top, room] = path.split('/')
  if (top !== 'src' || room === undefined) return null
  return room === 'server.ts' ? 'server' : room
}

/** Imports of the house's own code, tests left out: they may look into every room. */
function* insideImports(house: House) {
  for (const source of house.values()) {
    const room = roomOf(source.path)
    if (room === null || isTest(source.path)) continue
    for (const { target, at } of source.imports) {
      if (target !== null) yield { source, room, target, targetRoom: roomOf(target), at }
    }
  }
}

export const floors: Rule = (house) => {
  const found: string[] = []
  for (const { path } of house.values()) {
    const room = roomOf(path)
    if (room !== null && FLOORS[room] === undefined) found.push(`${path}:1: ${room} is no room of the house`)
  }
  for (const { source, room, target, targetRoom, at } of insideImports(house)) {
    if (/^(?:apps|bench|bin|docs|test)\//.test(target)) {
      found.push(complaint(source, at, `src may not import ${target}`))
    }
    if (targetRoom === null || targetRoom === room) continue
    const [floor, targetFloor] = [FLOORS[room] ?? Number.NaN, FLOORS[targetRoom] ?? Number.NaN]
    if (targetFloor >= floor) {
      const what = `${room} (floor ${floor}) may not import ${targetRoom} (floor ${targetFloor})`
      found.push(complaint(source, at, what))
    }
  }
  return found
}

/** Base has no door; each engine is a room of its own inside `engines`, so that only one is loaded. */
const DOOR = /^src\/(?:base\/[^/]+|server|[^/]+\/index|engines\/[^/]+\/index|[^/]+)\.ts$/

export const doors: Rule = (house) => {
  const found: string[] = []
  for (const { source, room, target, targetRoom, at } of insideImports(house)) {
    if (targetRoom === null || targetRoom === room || DOOR.test(target)) continue
    found.push(complaint(source, at, `import the door src/${targetRoom}/index.ts, not ${target}`))
  }
  return found
}

export const cycles: Rule = (house) => {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) found.push(`${path}:1: imports itself by ${[...trail.slice(start), path].join(' → ')}`)
    if (start !== -1 || done.has(path)) return
    for (const next of targetsOf(house.get(path))) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of house.keys()) visit(path, [])
  return found
}

/** A file of `src` lives when the roof, a program or a test reaches it; its own unit test does not count. */
export const deadFiles: Rule = (house) => {
  const reached = new Set<string>()
  const reach = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    const tested = path.replace(/\.test(\.tsx?)$/, '$1')
    for (const next of targetsOf(house.get(path))) if (next !== tested) reach(next)
  }
  for (const path of house.keys())
    if (ROOF.includes(path) || !path.startsWith('src/') || isTest(path)) reach(path)
  const dead = [...house.keys()].filter((path) => !reached.has(path))
  return dead.map((path) => `${path}:1: nothing uses this file but its own test`)
}

function targetsOf(source: Source | undefined): string[] {
  return (source?.imports ?? []).flatMap(({ target }) => (target === null ? [] : [target]))
}
