import { type Language, phrases, words } from '../grammar.ts'

export const turkish: Language = {
  countries: phrases('Turkey, Turkey, Germany, Cyprus'),
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, {first} {last}, {adj} {thing}, {first} ve {things}, {place} Dörtlüsü',
    ),
    first:
      words(`Aslı Ayla Aylin Barış Belgin Berk Canan Cem Ceren Defne Deniz Derya Ece Efe Elif Emre Esra Evren Feride
      Gizem Gökhan Gül Hale Handan İpek Kaan Leyla Mavi Melis Mert Mine Nazlı Nehir Nilüfer Onur Özge Pelin Selin Serkan
      Sevgi Tuna Umut Yasemin Zeynep`),
    last: words(`Akın Aksoy Arslan Aydın Bulut Çelik Çınar Demir Deniz Dinçer Doğan Erdem Ergün Güneş Güven Kaya Kılıç
      Koçak Korkmaz Öztürk Polat Sezer Soylu Şahin Tekin Toprak Tunç Uçar Uzun Yalçın Yavuz Yıldız`),
    place: words(
      'Ankara Antalya Ayvalık Beyoğlu Bodrum Bursa Datça Galata İzmir Kadıköy Kars Mardin Moda Sinop Trabzon Üsküdar',
    ),
    adj: words(
      'Altın Beyaz Büyük Eski Gizli İnce Kara Kırık Küçük Mavi Sarı Sessiz Soğuk Son Uzak Uzun Yalnız Yavaş Yeşil',
    ),
    thing:
      words(`Ada Ağaç Akşam Ayna Bahçe Deniz Dünya Fener Gece Gemi Güneş Gölge Hikâye Kapı Kış Köprü Kuş Liman Mektup
      Nehir Orman Pencere Rüya Rüzgâr Sabah Sokak Şarkı Şehir Tren Vapur Yağmur Yaz Yol Yıldız`),
    things: words('Bulutlar Dalgalar Fenerler Gemiler Gölgeler Kuşlar Martılar Yıldızlar Yolcular'),
    line: phrases(`Beni Unutma, Gel Gidelim, Dön Bana, Uyan Artık, Söyle Bana, Bekle Beni, Gitme Kal, Sor Bir Kere, Dans
      Edelim, Geç Oldu, Anlat Bana`),
    when: phrases(
      'Bu Gece, Yarın, Yeniden, {place} Yolunda, Sabaha Kadar, Bir Daha, Yavaşça, Yağmurda, Her Akşam',
    ),
    song: phrases(`{adj} {thing}, {adj} {thing}, {adj} {things}, {line}, {line} {when}, {thing} ve {thing}, {place} Akşamı,
      {place}, {first}, Bir {adj} {thing}, {when} {thing}, Bin {thing}`),
    album: phrases(
      '{adj} {thing}, {things}, {place}, {thing} ve {thing}, {line}, Bir {adj} {thing}, {place} Kayıtları',
    ),
  },
}
