import { type Language, phrases, words } from '../grammar.ts'

/** Dub titles name the studio, the engineer and the place: `Version`, `Dub`, `Rockers`. */
export const jamaican: Language = {
  countries: phrases('Jamaica, Jamaica, United Kingdom, Barbados'),
  grammar: {
    artist: phrases(
      '{first} {last}, {title} {last}, The {adj} {things}, {place} {band}, {first} & the {things}, {title} {first}',
    ),
    first:
      words(`Alton Beverley Carlton Clive Cynthia Delroy Desmond Devon Earl Errol Everton Glenroy Hortense Icilda
      Junior Keith Leroy Lloyd Marcia Neville Norma Owen Patrice Phyllis Roland Rupert Sonia Tyrone Una Vernal Winston`),
    last: words(`Banton Barrett Blackwood Brevett Campbell Clarke Daley Dillinger Forbes Francis Gordon Hinds Irie Lindo
      McKay Morgan Palmer Parchment Pinnock Reid Roots Samuels Thompson Tulloch Walters Wright`),
    title: words('Prince King Doctor Professor Mad Deacon Captain Sister Ras Papa'),
    place: phrases(
      'Kingston, Half Way Tree, Negril, Port Antonio, Brixton, Maroon Town, Orange Street, Trench Road, Spanish Town, Ocho Rios',
    ),
    band: phrases('Rockers, Roots Band, Sound System, Dub Squad, Hi-Fi, Echo Chamber'),
    adj: words(
      'Conscious Deep Dread Heavy Higher Humble Irie Iron Lion Mighty Natural Peaceful Roots Solid Steady Strong Upful',
    ),
    thing:
      words(`Bassline Chapel Corner Delay Dubplate Echo Foundation Garden Harvest Horizon Joy Jungle Ladder Lion
      Message Mountain Pressure Reasoning River Riddim Rock Sound Steppers Station Thunder Truth Tape Valley Version Wire`),
    things: words(
      'Gladiators Heights Meditations Messengers Observers Pilgrims Revealers Sentinels Travellers Uplifters',
    ),
    song: phrases(`{adj} {thing}, {adj} {thing}, {thing} Dub, {thing} Dub, {thing} Version, Dub of {thing}, {place} Dub, {place}
      Rock, {title} {first} Meets the {thing}, {adj} {thing} Version, {thing} in Dub, {place} {thing}, {thing} Rockers, Tell
      {first} the {thing}, Chapter of {thing}`),
    album:
      phrases(`{adj} {thing}, {thing} in Dub, {place} Dub Session, Dub from {place}, {adj} {thing} Dub, {title} {first} Meets the {things},
      {thing} & {thing}, Heavyweight {thing}`),
  },
}
