/** People to listen as, and their playlists. `ana`, `ben` and the others are personas: see `offstage/testing`. */
import { uuidFromName } from 'offstage/testing'
import type { Genre } from '../music/genres.ts'
import { between, type Random, randomFrom, shuffled } from '../music/random.ts'
import type { Catalogue, Song } from './catalogue.ts'

export const LISTENERS = {
  ana: 'Ana',
  ben: 'Ben',
  chidi: 'Chidi',
  eve: 'Eve, editor',
  hana: 'Hana',
  lucia: 'Lucía',
  matthieu: 'Matthieu',
  solveig: 'Solveig',
} as const

type Listener = keyof typeof LISTENERS

interface Plan {
  readonly owner: Listener
  readonly title: string
  readonly description?: string
  readonly genres: readonly Genre[]
  readonly private?: true
  readonly notes?: string
  readonly members?: readonly Listener[]
}

const PLANS: readonly Plan[] = [
  {
    owner: 'ana',
    title: 'Sunday kitchen',
    description: 'Something on the stove, the window open.',
    genres: ['Bossa nova', 'Jazz', 'Chanson'],
    notes: 'Swap the first three before Mum visits: she has heard them all.',
  },
  {
    owner: 'ana',
    title: 'Drive to the coast',
    description: 'Four hours, two drivers, one tape.',
    genres: ['Rock', 'Synth pop', 'Folk'],
    private: true,
    notes: 'Ben gets to pick every third song. He does not know about the ferry yet!',
    members: ['ben', 'lucia'],
  },
  {
    owner: 'ana',
    title: 'Ben’s birthday',
    genres: ['House', 'Afrobeat'],
    private: true,
    notes: 'Surprise: do not share.',
  },
  {
    owner: 'ben',
    title: 'Running, badly',
    description: '5 km in the time it takes to play all of these.',
    genres: ['Techno', 'House'],
    members: ['ana'],
  },
  {
    owner: 'ben',
    title: 'Flat warming',
    genres: ['House', 'Afrobeat', 'Dub'],
    private: true,
    members: ['ana', 'chidi'],
  },
  { owner: 'ben', title: 'Deep focus', description: 'Nothing with words.', genres: ['Ambient', 'Lo-fi'] },
  {
    owner: 'chidi',
    title: 'Lagos to Accra by night',
    description: 'Horns, guitars, and no hurry.',
    genres: ['Afrobeat'],
    members: ['hana'],
  },
  {
    owner: 'chidi',
    title: 'Low end theory test',
    description: 'For breaking in loudspeakers.',
    genres: ['Dub', 'Techno'],
  },
  {
    owner: 'eve',
    title: 'New on the shelf',
    description: 'Picked by the editors.',
    genres: ['Folk', 'Jazz', 'Lo-fi', 'Rock'],
  },
  {
    owner: 'eve',
    title: 'A beginner’s ear',
    description: 'One door into every genre.',
    genres: ['Ambient', 'Chanson', 'Dub'],
  },
  {
    owner: 'hana',
    title: 'Last train home',
    description: 'Neon in the window, nobody talks.',
    genres: ['Lo-fi', 'Synth pop'],
  },
  {
    owner: 'hana',
    title: 'Rain on the sento roof',
    genres: ['Ambient', 'Lo-fi'],
    description: 'Warm water, cold air.',
  },
  {
    owner: 'lucia',
    title: 'Siesta',
    description: 'Shutters down until five.',
    genres: ['Bossa nova', 'Ambient'],
  },
  {
    owner: 'lucia',
    title: 'Kitchen dancing',
    genres: ['Afrobeat', 'Rock', 'Synth pop'],
    description: 'Slippers allowed.',
  },
  {
    owner: 'matthieu',
    title: 'Terrace, rue des Lilas',
    description: 'An espresso can last an hour.',
    genres: ['Chanson', 'Jazz'],
  },
  {
    owner: 'matthieu',
    title: 'Waltzes only',
    genres: ['Chanson'],
    description: 'One two three, one two three.',
  },
  {
    owner: 'solveig',
    title: 'Northern light',
    description: 'For the dark half of the year.',
    genres: ['Ambient', 'Folk'],
  },
  {
    owner: 'solveig',
    title: 'Snowed in',
    genres: ['Folk', 'Jazz', 'Chanson'],
    private: true,
    members: ['ben'],
  },
]

export interface Listeners {
  readonly users: readonly { id: string }[]
  readonly profiles: readonly { user: string; name: string }[]
  readonly playlists: readonly {
    id: string
    owner: string
    title: string
    description: string | null
    visibility: 'private' | 'public'
    notes: string | null
    created_at: string
  }[]
  readonly playlist_songs: readonly {
    id: string
    playlist: string
    song: string
    position: number
    added_by: string
  }[]
  readonly playlist_members: readonly { playlist: string; user: string }[]
  readonly plays: readonly { id: string; song: string; listener: string; played_at: string }[]
}

const DAY_MS = 24 * 60 * 60 * 1000
const NOW_MS = Date.UTC(2026, 10, 20, 19)

export function makeListeners(seed: string, catalogue: Catalogue): Listeners {
  const random = randomFrom(`${seed}/listeners`)
  const names = Object.entries(LISTENERS)
  const owned = PLANS.map((plan, i) => ({
    plan,
    id: catalogue.newId(),
    owner: uuidFromName(plan.owner),
    created_at: new Date(NOW_MS - (i * 3 + 2) * DAY_MS).toISOString(),
  }))
  return {
    users: names.map(([key]) => ({ id: uuidFromName(key) })),
    profiles: names.map(([key, name]) => ({ user: uuidFromName(key), name })),
    playlists: owned.map(({ plan, id, owner, created_at }) => ({
      id,
      owner,
      title: plan.title,
      description: plan.description ?? null,
      visibility: plan.private ? 'private' : 'public',
      notes: plan.notes ?? null,
      created_at,
    })),
    playlist_songs: owned.flatMap(({ plan, id, owner }) =>
      chosen(plan, catalogue, random).map((song, i) => {
        // A member adds a song now and then.
        const by = plan.members && i % 3 === 2 ? plan.members[i % plan.members.length] : undefined
        const added_by = by ? uuidFromName(by) : owner
        return { id: catalogue.newId(), playlist: id, song: song.id, position: i + 1, added_by }
      }),
    ),
    playlist_members: owned.flatMap(({ plan, id }) =>
      (plan.members ?? []).map((member) => ({ playlist: id, user: uuidFromName(member) })),
    ),
    plays: names.flatMap(([key]) => playsOf(uuidFromName(key), catalogue, random)),
  }
}

/** A playlist takes the best of its genres, shuffled, and some that few people know. */
function chosen(plan: Plan, catalogue: Catalogue, random: Random): Song[] {
  const songs = plan.genres.flatMap((genre) => {
    const best = catalogue.best.get(genre) ?? []
    const known = best.slice(0, 4 + Math.floor(6 / plan.genres.length))
    const rare = shuffled(random, best.slice(40, 200)).slice(0, Math.ceil(4 / plan.genres.length))
    return [...known, ...rare]
  })
  return shuffled(random, songs).sort((a, b) => Number(b.audio !== null) - Number(a.audio !== null))
}

/** A few weeks of listening: mostly what is well known. */
function playsOf(listener: string, catalogue: Catalogue, random: Random): Listeners['plays'][number][] {
  const known = [...catalogue.best.values()].flatMap((songs) => songs.slice(0, 30))
  let at = NOW_MS
  return Array.from({ length: 60 }, () => {
    at -= between(random, 4, 600) * 60_000
    const song = known[Math.floor(random() ** 2 * known.length)] as Song
    return { id: catalogue.newId(), song: song.id, listener, played_at: new Date(at).toISOString() }
  })
}
