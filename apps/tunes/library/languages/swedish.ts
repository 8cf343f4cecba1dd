import { type Language, phrases, words } from '../grammar.ts'

export const swedish: Language = {
  countries: phrases('Sweden, Sweden, Sweden, Finland'),
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, {pre}{post}, De {them}, {first} & {first}, {place} {band}',
    ),
    first:
      words(`Agnes Alva Arvid Astrid Axel Britta Ebba Edvin Elin Elsa Folke Frida Greta Gustav Hedda Helmer Hilma
      Inga Ivar Jorunn Kajsa Karin Klas Lova Maj Malin Märta Nils Olle Ottilia Ragnar Saga Signe Sixten Stina Svea Tage
      Tove Tyra Ulf Vilma Viggo`),
    last: words(`Ahlgren Alm Berglund Björk Blomqvist Dahl Ekström Engdahl Falk Forsberg Grahn Hallberg Hedlund Holm
      Lindgren Ljung Lund Löfgren Månsson Nordin Norrby Nyberg Palm Rosén Rydell Sandström Sjögren Ståhl Sundin
      Söderholm Vinter Wallin Öberg`),
    place: words(
      'Abisko Falun Göteborg Kalmar Karlstad Kiruna Luleå Lund Malmö Norrköping Sundsvall Umeå Uppsala Visby Öland',
    ),
    band: words('Express Radio Ensemble Kör Station Klubb'),
    them: words('Ensamma Förlorade Sista Tysta Vakna Vilda Små Långsamma'),
    pre: words(`Afton Björk Fjäll Fågel Glas Hav Höst Is Ljus Moln Måne Natt Nord Regn Sand Silver Skog Snö Sol Sommar Storm
      Ström Stjärn Vind Vinter Vår Å`),
    post: words(
      'berg blom dal eld fall fågel gata glöd gren hav hus kust land ljus lund rus sjö skugga spår strand tid vals vik väg ö',
    ),
    noun: words(`Avsked Barndom Brev Drömmar Dagar Fönster Fåglar Gryning Hemväg Ljuset Minnen Mörkret Natten Regnet
      Sommaren Skuggor Stjärnor Stilla Snön Tystnad Tåget Vinden Vågor Vägen Åren`),
    of: phrases(`över havet, i {place}, under isen, utan dig, bakom huset, mot norr, i november, om natten, före gryningen,
      genom skogen, från igår, till {first}, längs kusten, i drömmen, vid stranden, efter regnet`),
    line: phrases(`Kom hem, Jag väntar, Vi ses, Gå inte, Säg nåt, Du och jag, Håll mig, Allt är stilla, Ingen sover, Dansa
      långsamt, Glöm mig inte, Det snöar`),
    when: phrases(
      'i kväll, imorgon, igen, en gång till, innan det ljusnar, hela natten, i {place}, snart, som förr',
    ),
    song: phrases(`{noun} {of}, {noun} {of}, {noun} {of}, {line} {when}, {line} {when}, {pre}{post}, {pre}{post}, Visa till
      {first}, {first}, Brev från {place}, {place}, Sista {noun2}, Tusen {noun3}`),
    noun2: words('dansen tåget natten sommaren sången brevet båten valsen'),
    noun3: words('fåglar stjärnor mil år vågor nätter ord'),
    album: phrases(`{noun} {of}, {pre}{post}, {noun}, Visor {of}, {place}, {line}, {pre} och {pre}`),
  },
}
