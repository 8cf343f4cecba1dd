import { type Language, phrases, words } from '../grammar.ts'

/** English and Pidgin titles with Yoruba, Igbo, Akan and Ga names, as on the dance records of Lagos and Accra. */
export const westAfrican: Language = {
  countries: phrases('Nigeria, Nigeria, Ghana, Benin, Sierra Leone'),
  grammar: {
    artist:
      phrases(`{first} {last}, {first} {last}, {first} {last} & the {adj} {things}, {place} {band}, The {things} of
      {place}, Chief {last} & His {band}, Sister {first}`),
    first:
      words(`Abena Ade Adjoa Adunni Afia Akin Akosua Ama Amara Ayo Bisi Bola Chidi Chinwe Dayo Ebo Efua Ekow Emeka
      Esi Femi Folake Ifeoma Kofi Kojo Kunle Kwabena Kwame Lanre Morenike Ngozi Nii Obi Oluchi Sade Segun Sena Tayo Tunde
      Uche Wale Yaa Yaw Yemi Yinka`),
    last: words(`Addo Adeyemi Agyeman Akande Amponsah Annan Asante Ayinde Bankole Boateng Danquah Darko Eze Fashola
      Igwe Ladipo Lamptey Mensah Nwosu Obeng Odusanya Ogunleye Okafor Okonkwo Oladele Onyango Opoku Osei Owusu Quaye
      Sowande Tagoe Uzor`),
    place: words(
      'Abeokuta Accra Benin Calabar Cotonou Enugu Freetown Ibadan Jos Kumasi Lagos Onitsha Osu Surulere Takoradi Yaba',
    ),
    band: phrases(
      'Highlife Orchestra, Rhythm Section, All Stars, Dance Band, Brothers, Sound System, Horns, Ensemble',
    ),
    adj: words(
      'Black Brave Cool Eternal Fresh Gentle Golden Green Happy Heavy Joyful New Proud Royal Steady Sweet Wise',
    ),
    thing:
      words(`Bicycle Bus Chairman Dance Danfo Drum Fire Fisherman Gate Harmattan Highlife Journey Kola Lagoon Leopard
      Market Money Moon Mother Palm Paddle Queen Rain River Road Saturday Season Sea Soup Sun Talking-Drum Trouble Tree
      Umbrella Wedding Yam`),
    things: words(
      'Drummers Elders Elephants Fishermen Horns Leopards Lions Moons Neighbours Palms Pilots Rivers Traders',
    ),
    line: phrases(
      `No Wahala, Take Am Easy, E Go Better, Wetin Dey, Sit Down Look, Make We Dance, Shine Your Eye, Na So, I Go Return, Come Chop, Small Small, Carry Go`,
    ),
    song: phrases(`{line}, {line} ({adj} {thing}), {adj} {thing}, {adj} {thing}, {thing} Palaver, {place} {thing}, {place} by
      Night, Who Stole the {thing}, {first} Don Come, Mama {first}, {thing} and {thing}, Song for {first}, Back to {place},
      {thing} No Dey Finish, Follow the {thing}, {adj} {things}, Dance the {thing}`),
    album:
      phrases(`{line}, {adj} {thing}, Live in {place}, {place} Nights, {thing} Palaver, The {adj} {things}, Hello {place},
      {thing} and {thing}`),
  },
}
