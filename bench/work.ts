/** What is asked of every candidate: operations by number, not yet in anybody's dialect. */
import { ALBUMS, albumAt, momentAt, ownerAt, pick, songAt, USERS, wordAt } from './songs.ts'

export const WORKS = [
  'read by id',
  'list 20',
  'list 20 + embed',
  'search',
  'count',
  'insert',
  'insert 1000',
  'update',
  'mix 90% reads',
] as const

export type Work = (typeof WORKS)[number]

/** Works that one name on the command line may also stand for. */
export const MORE_WORKS = ['insert 10000'] as const

export type AnyWork = Work | (typeof MORE_WORKS)[number]

export interface NewSong {
  readonly title: string
  readonly seconds: number
  readonly album: string
  readonly published: boolean
}

/** `user` is the number of who asks. */
export type Operation =
  | { readonly kind: 'read'; readonly user: number; readonly song: string }
  | { readonly kind: 'list'; readonly user: number; readonly before: string; readonly embed: boolean }
  | { readonly kind: 'search'; readonly user: number; readonly word: string }
  | { readonly kind: 'count'; readonly user: number; readonly album: string }
  | { readonly kind: 'insert'; readonly user: number; readonly songs: readonly NewSong[] }
  | { readonly kind: 'update'; readonly user: number; readonly song: string; readonly seconds: number }

/** The operation of that number, in a library of so many songs. */
export function operationAt(work: AnyWork, number: number, rows: number): Operation {
  const user = pick(number, 50, USERS)
  const index = pick(number, 51, rows)
  switch (work) {
    case 'read by id': {
      const song = songAt(index)
      return { kind: 'read', user: song.published ? user : ownerAt(index), song: song.id }
    }
    case 'list 20':
    case 'list 20 + embed': {
      // Far enough from the first song for twenty that the caller may see to come before it.
      const from = Math.min(rows - 1, 100 + pick(number, 52, Math.max(1, rows - 100)))
      return { kind: 'list', user, before: momentAt(from), embed: work !== 'list 20' }
    }
    case 'search':
      return { kind: 'search', user, word: wordAt(number) }
    case 'count':
      return { kind: 'count', user, album: albumAt(pick(number, 53, ALBUMS)).id }
    case 'insert':
      return { kind: 'insert', user, songs: newSongs(number, 1) }
    case 'insert 1000':
      return { kind: 'insert', user, songs: newSongs(number, 1000) }
    case 'insert 10000':
      return { kind: 'insert', user, songs: newSongs(number, 10_000) }
    case 'update':
      return {
        kind: 'update',
        user: ownerAt(index),
        song: songAt(index).id,
        seconds: 60 + pick(number, 54, 400),
      }
    case 'mix 90% reads':
      return operationAt(MIX[number % MIX.length] as AnyWork, number, rows)
  }
}

/** Of ten requests: nine reads, and one write in turns. */
const READS: readonly AnyWork[] = [
  'read by id',
  'list 20',
  'read by id',
  'list 20 + embed',
  'read by id',
  'read by id',
  'list 20',
  'read by id',
  'read by id',
]
const MIX: readonly AnyWork[] = [...READS, 'insert', ...READS, 'update']

function newSongs(number: number, count: number): NewSong[] {
  return Array.from({ length: count }, (_, index) => ({
    title: `written ${number} ${index}`,
    seconds: 60 + pick(number + index, 55, 400),
    album: albumAt(pick(number + index, 56, ALBUMS)).id,
    published: pick(number + index, 57, 2) === 1,
  }))
}

/** How many different requests of a work are sent, over and over. */
export function variety(work: AnyWork): number {
  if (work === 'insert 10000') return 2
  return work === 'insert 1000' ? 8 : 4000
}
