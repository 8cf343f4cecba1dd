import { type Language, phrases, words } from '../grammar.ts'

export const italian: Language = {
  countries: phrases('Italy, Italy, Italy, Switzerland'),
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, {first} {last}, I {them}, Quartetto {last}, {first} e i {them}',
    ),
    first:
      words(`Adelina Alba Aldo Ambra Beatrice Bianca Carlotta Cesare Corrado Dalia Dario Elettra Enzo Fausto Fiamma
      Gaia Ginevra Giordano Ilaria Lapo Leonora Livia Luce Maddalena Marcello Matilde Nerina Nicola Olga Orsola Pietro
      Renzo Rocco Saverio Serena Tommaso Ugo Viola Vito Zeno`),
    last: words(`Accardi Bellini Bonetti Brancati Calvani Casadei Corsini D'Amico Donati Fabbri Falcone Ferrero Gallo
      Gentile Lanzi Lombardi Marchetti Moretti Nardi Orlando Pavesi Piras Rinaldi Salvi Serra Tedesco Valenti Vitale
      Zanetti Zorzi`),
    place: words(
      'Ancona Bari Bergamo Cagliari Catania Ferrara Genova Lecce Lucca Matera Napoli Palermo Parma Pisa Siena Trieste Urbino',
    ),
    them: words(
      'Cantieri Fari Gabbiani Girasoli Lampioni Marinai Naufraghi Pendolari Satelliti Tramonti Vicini',
    ),
    noun: phrases(`Il mare, La neve, L'estate, Il treno, La luna, Il vento, La finestra, Il cortile, La piazza, Il ballo,
      La lettera, L'autunno, Il faro, La strada, Il temporale, La spiaggia, Il silenzio, L'orologio, La stazione,
      Il balcone, La bicicletta, Il tram, L'alba, La sera`),
    of: phrases(`d'inverno, d'agosto, di {place}, di {first}, di domenica, dopo la pioggia, senza te, di notte, che non
      dorme, che ritorna, in fondo alla via, di mio padre, del sud, del primo giorno, sopra i tetti, di carta, lontano,
      a mezzanotte, di settembre`),
    ask: phrases(`Resta, Dimmi, Aspettami, Torna, Balla con me, Non partire, Ricordati, Scrivimi, Ti cercavo, Svegliami,
      Cantami, Ascolta`),
    when: phrases(
      `stasera, ancora, a {place}, domani, piano piano, sotto casa, fino a giugno, un momento, all'alba, se puoi`,
    ),
    song: phrases(`{noun} {of}, {noun} {of}, {noun} {of}, {ask} {when}, {ask} {when}, {first}, Canzone per {first}, Ciao
      {place}, Una sera a {place}, I {them} {of}, Tutti i {them}, Valzer di {first}, Quasi {place}`),
    album: phrases(
      `{noun} {of}, {noun}, Canzoni {of}, {place}, I {them}, {ask}, Cartoline da {place}, {first}`,
    ),
  },
}
