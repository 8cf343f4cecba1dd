import { type Language, phrases, words } from '../grammar.ts'

export const german: Language = {
  countries: phrases('Germany, Germany, Germany, Austria, Switzerland'),
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, {comp}, {comp}, Die {them}, Haus {letter}, {place} {numeral}, Kollektiv {comp}',
    ),
    first:
      words(`Anke Anselm Arne Beate Birte Clemens Doro Elke Enno Falk Fenja Frieda Gesa Gunnar Hanno Hedi Henrike
      Ilse Jasper Jette Jonas Kaja Karsten Lasse Leonie Liesel Malte Marit Mechthild Moritz Nele Oskar Renate Rieke
      Silke Sönke Thea Tilo Ulrike Volker Wiebke`),
    last: words(`Ahrens Bachmann Birkenfeld Brandt Dreyer Eichhorn Falkner Fuhrmann Grünwald Haase Hellwig Jansen Kessler
      Kranich Lindner Lorenz Mahler Nachtweih Ostermann Petersen Reuter Rosenthal Sandberg Schwarz Seidel Sommerfeld
      Steinbach Thalheim Ulmer Vogt Wagenknecht Weiss Winkler Ziegler`),
    place: words(
      'Altona Basel Bremen Dresden Graz Jena Kassel Leipzig Linz Lübeck Neukölln Potsdam Rostock Wedding Zürich',
    ),
    letter: words('A B C D E F G H K M N O R S T U V W Z'),
    numeral: words('Eins Zwei Drei Vier Fünf Sieben Acht Neun Zehn Elf Zwölf'),
    pre: words(`Abend Beton Draht Eis Fern Feuer Glas Gleis Grau Herbst Kabel Kupfer Licht Luft Mond Nacht Nebel Neon Nord
      Regen Rausch Sand Schatten Schnee Silber Sommer Stahl Staub Stern Strom Sturm Tal Uhr Wald Wasser Wellen Wind
      Winter Zeit`),
    post: words(`bahn bild dach fahrt feld fluss garten hafen haus himmel insel kammer kind klang kreis land licht linie
      maschine meer mitte nacht raum regen ring schein schritt spiel sprung stadt stern stille straße stunde sucht
      tanz tor traum ufer vogel wald wand weg welle werk wind zeit zimmer zug`),
    comp: ['{pre}{post}'],
    them: words(
      'Ampeln Aussichten Dächer Fähren Lichter Möwen Nachbarn Pendler Schatten Schwimmer Spatzen Wellen Zeiger',
    ),
    line: phrases(`Bleib noch, Ich hör dich, Du fehlst, Komm zurück, Alles fließt, Wir warten, Geh nicht, Sag nichts,
      Niemand schläft, Ich bin schon weg, Wir tanzen, Es wird hell, Vergiss mich, Halt die Zeit an, Ich seh dich`),
    when: phrases(`bis morgen, im Regen, heute Nacht, am Kanal, um vier Uhr früh, ohne dich, im Nebel, in {place}, noch
      einmal, bei Licht, im November, auf Gleis drei, mit dir, zu zweit, im Kreis`),
    song: phrases(`{comp}, {comp}, {comp}, {comp} {numeral}, {line} {when}, {line} {when}, {line}, {them} über {place},
      Kein {post2}, Nachts in {place}, {place}, {first}, Brief an {first}, {comp} im {month}, Zwischen {place} und {place}`),
    post2: words('Regen Wind Licht Traum Zug Stern Schatten Tanz Weg'),
    month: words('Januar Februar März April Mai Juni Juli August September Oktober November Dezember'),
    album: phrases(
      `{comp}, {comp}, {comp} {numeral}, {them}, {place}, {line}, {pre} und {pre}, Die letzte {fem}`,
    ),
    fem: words('Bahn Fahrt Insel Linie Maschine Nacht Stadt Stunde Welle'),
  },
}
