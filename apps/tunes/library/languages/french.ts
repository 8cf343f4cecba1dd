import { type Language, phrases, words } from '../grammar.ts'

export const french: Language = {
  countries: phrases('France, France, Belgium, Switzerland, Senegal, Canada'),
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, {first} {last}, Les {them}, {first} et les {them}, Orchestre {last}, Café {place}',
    ),
    first:
      words(`Adèle Agathe Alix Amandine Anatole Aurore Barnabé Basile Blanche Camille Cécile Célestin Clémence
      Colette Désiré Edmond Éloïse Émile Estelle Fernand Florine Gaspard Geneviève Hortense Jules Léonie Lucien Madeleine
      Margot Mathilde Maxence Noémie Ondine Octave Pauline Rosalie Sidonie Solène Théodore Violette Yvonne Zoé`),
    last: words(`Aubertin Beauchamp Bellefeuille Bonnard Carpentier Chastain Clairvaux Corbeau Delorme Delacour Duchêne
      Fontaine Garance Giraud Lacroix Laforge Lambert Lavigne Leclair Lemaire Marchand Mercier Mirabeau Montagne Noël
      Perrault Poirier Rivière Rochefort Roussel Saint-Clair Tournier Valois Vasseur Verdier`),
    place:
      words(`Amiens Avignon Bordeaux Brest Bruges Calais Dakar Dieppe Genève Honfleur Liège Lille Marseille
      Montmartre Nantes Nice Ostende Pigalle Québec Rouen Toulon Trouville`),
    them: words(`Amants Bateaux Corbeaux Dimanches Flâneurs Funambules Jongleurs Lampions Marins Matelots Nuages Passants
      Pavés Pianistes Printemps Rêveurs Saltimbanques Voisins`),
    noun: phrases(`La pluie, La valse, La fenêtre, Le dernier métro, Le vieux port, Le café, La gare, Le parapluie,
      L'accordéon, L'hiver, L'automne, La lettre, Le manège, La rue, Le bal, La lune, Le facteur, La marée, Le boulevard,
      L'escalier, La chambre, Le jardin, La cerise, Le tramway, L'horloge, Le silence, La mer, Le pont, La chanson,
      Le manteau`),
    of: phrases(`de novembre, de {place}, de {first}, d'en face, des amants, des oiseaux, du dimanche, du matin, du bout
      du monde, des années perdues, sans toi, de minuit, de mon père, des marins, des petits riens, au mois
      d'août, à l'envers, sous la neige, en hiver, du quai, de la rue voisine`),
    ask: phrases(`Reviens, Dis-moi, Attends-moi, Oublie-moi, Chante encore, Ne pars pas, Danse avec moi, Écris-moi,
      Souviens-toi, Je t'attendais, On verra, Tu dormais, Nous irons, Parle-moi`),
    when: phrases(`demain, ce soir, à {place}, encore une fois, sous la pluie, quand même, avant l'aube, tout bas,
      dimanche, sans faire de bruit, au printemps, un peu, longtemps`),
    song: phrases(`{noun} {of}, {noun} {of}, {noun} {of}, {ask} {when}, {ask} {when}, Chanson pour {first}, {first}, Adieu
      {place}, Les {them} {of}, Un soir à {place}, Mon cœur à {place}, Valse pour {first}, Rue de {place}, Le bal {of}`),
    album:
      phrases(`{noun} {of}, {noun}, Chansons {of}, {place}, Les {them}, {first}, {ask}, Au Café {place}, Lettres
      {of}, Récital`),
  },
}
