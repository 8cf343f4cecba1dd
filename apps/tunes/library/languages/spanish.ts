import { type Language, phrases, words } from '../grammar.ts'

export const spanish: Language = {
  countries: phrases('Argentina, Chile, Colombia, Mexico, Peru, Spain, Uruguay'),
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, Los {them}, Las {stars}, {first} y los {them}, {stars} de {place}, Dúo {last}',
    ),
    first:
      words(`Alma Amparo Bruno Camila Carmen Catalina Dolores Elena Emilio Esteban Fabián Gael Graciela Inés Iván
      Jacinta Joaquín Lola Lucía Maite Marisol Mateo Nicolás Noelia Octavio Paloma Pilar Ramiro Rocío Salvador Simón
      Soledad Tomás Valentina Vicente Ximena`),
    last: words(`Aguirre Alarcón Benítez Bravo Cárdenas Castaño Cordero Delgado Echeverría Figueroa Fuentes Guzmán
      Herrera Iglesias Lozano Luna Maldonado Montero Navarro Ocampo Paredes Quiroga Rivas Rojas Salinas Soler Toledo
      Urrutia Valverde Vega Zamora`),
    place:
      words(`Antofagasta Asunción Bogotá Cádiz Córdoba Granada Iquique Lima Mendoza Mérida Montevideo Oaxaca Quito
      Rosario Salamanca Sevilla Tampico Valparaíso Veracruz Xalapa`),
    them: words(`Ausentes Caminos Cometas Espejos Faroles Gatos Inviernos Lobos Naranjos Náufragos Olvidados Pájaros
      Relámpagos Relojes Ríos Sonámbulos Tranvías Vecinos Viajeros`),
    stars:
      words(`Amapolas Brújulas Campanas Estrellas Golondrinas Guitarras Hormigas Linternas Mareas Nubes Olas
      Polillas Sirenas Sombras Tormentas Ventanas`),
    it: phrases(`el mar, el río, el viento, el reloj, el barco, el jardín, el invierno, el verano, el faro, el sol,
      el silencio, el fuego, el espejo, el tren, el desierto, el domingo, el eco, el cielo, el tiempo, la luna,
      la lluvia, la noche, la calle, la ventana, la sombra, la montaña, la guitarra, la carta, la orilla, la ciudad,
      la tormenta, la memoria, la marea, la puerta, la estrella, la sal, la arena, la frontera, la madrugada`),
    It: phrases(`El mar, El río, El viento, El reloj, El barco, El faro, El silencio, El fuego, El espejo, El tren, La luna,
      La lluvia, La noche, La ventana, La sombra, La guitarra, La carta, La marea, La puerta, La frontera`),
    of: phrases(`del mar, del río, del viento, del invierno, del sur, del norte, del jardín, del silencio, del sol,
      de la luna, de la lluvia, de la noche, de la calle, de la ciudad, de la sal, de la arena, de {place}`),
    when: phrases(`esta noche, al amanecer, otra vez, en abril, cuando llueva, hasta mañana, en silencio, a lo lejos,
      despacio, antes del alba, sin miedo, contigo, en {place}, por última vez`),
    noun: words(`Amanecer Camino Canción Ceniza Cicatriz Corazón Despedida Espuma Fiesta Flores Huellas Lágrimas Luz
      Milonga Nostalgia Pasos Piel Puerto Secreto Sueños Vals Vidas Viento Voces`),
    ask: phrases(`No me olvides, Quédate, Dime, Vuelve, Espérame, Háblame, Cántame, Llévame, No te vayas, Despiértame,
      Búscame, Cuéntame, Abrázame, Escríbeme, Te encontré, Te esperaba, Bailamos, Nos vimos`),
    song: phrases(`{noun} {of}, {noun} {of}, {noun} en {place}, {ask} {when}, {ask} {when}, {ask}, {It} y {it}, Donde duerme
      {it}, Cuando vuelva {it}, Bajo {it}, {first}, Carta a {first}, Un {place} de papel, Tres {them}, Ya no hay {stars},
      {stars} {of}, Ojalá, Todavía`),
    album:
      phrases(`{noun} {of}, {noun} y {noun}, {It}, Canciones {of}, {place}, {them}, Diario de {place}, Lejos {of},
      Cuadernos de {first}`),
  },
}
