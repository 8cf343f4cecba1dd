/** Who sings what: the languages of a genre, the first ones more often than the others. */
import type { Genre } from '../../music/genres.ts'
import type { Language } from '../grammar.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { italian } from './italian.ts'
import { jamaican } from './jamaican.ts'
import { japanese } from './japanese.ts'
import { portuguese } from './portuguese.ts'
import { spanish } from './spanish.ts'
import { swedish } from './swedish.ts'
import { turkish } from './turkish.ts'
import { westAfrican } from './west-african.ts'

export const LANGUAGES: Readonly<Record<Genre, readonly Language[]>> = {
  Ambient: [english, swedish, japanese, german],
  Afrobeat: [westAfrican],
  'Bossa nova': [portuguese, portuguese, portuguese, italian],
  Chanson: [french],
  Dub: [jamaican],
  Folk: [english, english, swedish, spanish, italian, turkish],
  House: [english, english, french, german],
  Jazz: [english, english, italian, turkish, swedish],
  'Lo-fi': [japanese, japanese, english],
  Rock: [english, english, spanish, turkish, german],
  'Synth pop': [english, german, swedish, japanese],
  Techno: [german, german, english],
}
