import { type Language, phrases, words } from '../grammar.ts'

/** Written in Latin letters, as records for listeners abroad are. */
export const japanese: Language = {
  countries: ['Japan'],
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, {nature} {thing}, {nature}{nature2}, {place} {club}, {last} Trio',
    ),
    first:
      words(`Aiko Akari Asuka Ayumi Chihiro Daichi Eiji Emi Fumiko Haruka Haruto Hina Hiroshi Hotaru Itsuki Kaede
      Kana Kaoru Keita Kenta Kotone Mai Makoto Mayu Mei Midori Minato Misaki Nagisa Nanami Natsuki Noriko Ren Rin Ryota
      Sakura Satomi Shiori Sora Sumire Takumi Tomoko Tsubasa Yua Yuki Yuna Yuto`),
    last: words(`Aoki Arakawa Asano Endo Fujita Fukuda Hamada Harada Hayashi Hirano Hoshino Iida Imai Inoue Ishida Kaneko
      Kawai Kimura Kitagawa Kojima Kubo Maeda Matsuda Miyake Mizuno Mori Nagai Nakano Nishida Noguchi Oda Okada Onishi
      Sakai Shimada Sugawara Takeda Tanabe Uchida Ueno Wada Yano Yokota`),
    place:
      words(`Aomori Asakusa Enoshima Fukuoka Hakodate Kamakura Kanazawa Kobe Kyoto Matsue Nagano Nara Onomichi Osaka
      Otaru Sapporo Sendai Shibuya Shimokitazawa Takamatsu Yokohama`),
    club: phrases('Night Club, Tape Club, Tea Room, Radio, Drive, Sound Lab, Weekenders'),
    nature: words(
      'Hoshi Kaze Tsuki Ame Umi Yuki Sora Hana Mori Kawa Hikari Kumo Nami Yoru Asa Natsu Fuyu Haru Aki',
    ),
    nature2: words('bune dori hana kage machi michi mizu oto shima yama zora'),
    thing: words(
      'Arcade Cassette Diary Drive Garden Letters Library Parade Polaroid Postcard Radio Station Telephone',
    ),
    no: phrases(`Ame no, Asa no, Aki no, Fuyu no, Haru no, Hikari no, Hoshi no, Kaze no, Kinou no, Kumo no, Machi no, Mori
      no, Natsu no, Sora no, Tsuki no, Umi no, Yoru no, Yume no, Yuugata no, Tokyo no, Eki no, Futari no, Kimi no`),
    noun: words(`Ato Basu Densha Eki Hikari Hito Hoshi Iro Kaeri Kage Kaze Kioku Koe Kotoba Machi Mado Michi Namida Nioi
      Oka Oto Owari Sanpo Sora Tegami Toki Uta Yakusoku Yoru Yuki Yume`),
    line: phrases(`Mata Ashita, Sayonara, Itsuka, Matte Iru, Kaeritai, Wasurenai, Arigatou, Ohayou, Oyasumi, Mou Sukoshi,
      Koko ni Iru, Doko e Iku, Nemurenai, Utatte, Odorou, Aitai`),
    song: phrases(`{no} {noun}, {no} {noun}, {no} {noun}, {line}, {line} {first}, {place} {thing}, {place} {time}, {nature}
      to {nature}, {noun} to {noun}, {nature}{nature2}, {thing} {numeral}, Last {train} to {place}, {place} Rain`),
    train: words('Train Bus Ferry Tram Call'),
    time: words('Midnight Morning Sunset Twilight Afternoon Weekend Summer Winter'),
    numeral: words('I II III IV V VI'),
    album: phrases(
      `{no} {noun}, {place} {thing}, {place} {time}, {nature}{nature2}, {line}, {thing}, {nature} to {nature}`,
    ),
  },
}
