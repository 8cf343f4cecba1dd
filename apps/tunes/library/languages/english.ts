import { type Language, phrases, words } from '../grammar.ts'

export const english: Language = {
  countries: phrases('United Kingdom, United States, Canada, Australia, Ireland, New Zealand'),
  grammar: {
    artist: [
      ...phrases('{first} {last}, {first} {last}, {first} {last}, The {adj} {things}, The {things}'),
      ...phrases(
        '{thing} & {thing}, {adj} {thing}, {thing} {things}, {first} and the {things}, {place} {things}',
      ),
    ],
    first:
      words(`Ada Alfie Alice Arlo Audrey Beatrix Callum Cass Clara Cora Dara Della Dorothy Edie Elliot Esme
      Ezra Faye Felix Finn Flora Frankie Georgia Gideon Hattie Hazel Imogen Iris Isla Ivo Jonah Josie Juno Kit Lena
      Levi Lowell Mabel Maeve Marlon Mercy Miles Nell Nina Odette Orla Otis Pearl Percy Phoebe Quinn Ramona Rhys
      Robyn Rosa Ruben Rufus Sadie Seth Silas Stella Theo Tilda Una Vera Wilf Winnie`),
    last: words(`Abbott Ashdown Barlow Beckett Blythe Bramwell Calder Carraway Chandler Colborne Crane Darrow Dunmore
      Ellery Fairweather Fenwick Finch Garland Greaves Hale Harlow Hartnell Hollis Ingram Keane Kestrel Lark Lockhart
      Marlowe Merrin Monk Nightingale Oakley Pascoe Pemberton Quill Radley Ravenel Rook Sable Shaw Sparrow Stroud
      Tamsin Thorne Tilley Underwood Vale Wainwright Whitlock Wilder Winter Wren Yardley`),
    adj: words(`Amber Bitter Blue Borrowed Bright Broken Burning Careless Cold Crooked Distant Electric Empty Endless
      Faded Fearless Gentle Ghostly Gilded Golden Green Half-Open Heavy Hidden Hollow Honest Idle Last Little Lonely
      Long Lost Lucky Midnight Northern Ordinary Paper Patient Quiet Restless Rusty Salted Secret Silver Sleepless Slow
      Small Soft Sudden Sunday Tender Tired Velvet Violet Wandering Wild Winter Wooden Yellow`),
    thing:
      words(`Anchor Apple Arrow Bell Bird Boat Bridge Candle Carousel Cathedral City Clock Compass Crow Cloud
      Diamond Door Echo Ember Engine Feather Field Fire Flood Fountain Fox Garden Ghost Harbour Heart Highway Horse House
      Island Kite Ladder Lantern Letter Lighthouse Machine Meadow Mirror Moon Mountain Museum Night Ocean Orchard
      Photograph Piano Postcard Rain Radio Ribbon River Rocket Room Rose Satellite Season Shadow Ship Signal Sky Song
      Sparrow Stone Storm Street Summer Sun Telephone Theatre Thunder Tide Train Tree Umbrella Valley Wave Whale
      Window Wolf`),
    things:
      words(`Anchors Arrows Bells Birds Boats Bridges Candles Colours Crows Diamonds Embers Engines Feathers
      Fires Foxes Gardens Ghosts Hearts Horses Kites Ladders Lanterns Letters Lights Lions Machines Mirrors Moons
      Mountains Neighbours Owls Parades Pilots Postcards Rivers Rockets Roses Sailors Satellites Seasons Shadows Ships
      Signals Sisters Sleepers Sparrows Stones Strangers Streets Swimmers Tides Trains Trees Umbrellas Waves Whales
      Windows Wolves Years`),
    place:
      words(`Aberdeen Belfast Boston Brighton Bristol Camden Cardiff Chicago Detroit Dover Dublin Glasgow Halifax
      Leeds Memphis Montreal Oakland Perth Portland Savannah Tucson Vermont Wellington Whitby`),
    verb: words(`Bring Call Carry Catch Find Follow Forget Free Hold Keep Lead Leave Lift Lose Meet Miss Move Remember
      Save See Send Show Stop Take Teach Tell Wake Walk`),
    when: phrases(`Again, Anyway, Before Dawn, by the Sea, Home, in the Morning, in the Rain, Now, on Monday, on the Way
      Down, Slowly, Sometimes, Till Tomorrow, Tonight, Twice, When It Snows`),
    ing: words(`Breathing Burning Chasing Counting Crossing Dancing Dreaming Drifting Driving Falling Floating Hiding
      Holding Humming Leaving Listening Learning Looking Losing Painting Running Sailing Singing Sleeping Swimming
      Talking Turning Waiting Walking Wasting Watching`),
    after:
      phrases(`After Dark, Against the Tide, All Night Long, Backwards, for the Bus, in Circles, in Colour, in the
      Dark, Home, on Ice, on the Roof, Out Loud, Past Midnight, the Stars, through the Wall, to the Sea, under Water,
      with Ghosts, with the Lights On, without You`),
    number: words('Two Three Five Six Seven Nine Ten Twelve Forty Fifty Hundred Thousand'),
    count: words('Days Hours Miles Nights Steps Summers Ways Winters Words Years'),
    song: phrases(`{adj} {thing}, {adj} {thing}, {adj} {things}, {thing} in the {thing}, {things} in {place}, {ing}
      {after}, {ing} {after}, {verb} Me {when}, {verb} Me {when}, {number} {count}, {number} {count} to {place},
      The {thing} and the {thing}, My {adj} {thing}, Your {adj} {things}, No More {things}, Letter from {place},
      Where the {things} Go, Dear {first}, {first}, Every {thing} I Know, Not Your {thing}, {thing} Song, {place} by
      Night, Almost {adj}, Like a {thing}, Under the {adj} {thing}, What the {thing} Said, Some {adj} Day`),
    album:
      phrases(`{adj} {things}, The {adj} {thing}, {thing} & {thing}, {number} {things}, {place}, {ing} {after},
      The {thing} Sessions, Songs for a {adj} {thing}, Room for a {thing}, Notes from {place}, {things}, In the
      {adj} {thing}, {thing} Days, From the {thing} to the {thing}`),
  },
}
