import { type Language, phrases, words } from '../grammar.ts'

export const portuguese: Language = {
  countries: phrases('Brazil, Brazil, Brazil, Portugal, Cape Verde'),
  grammar: {
    artist: phrases(
      '{first} {last}, {first} {last}, {first} {last}, Trio {bairro}, Os {them}, {first} & {first}',
    ),
    first:
      words(`Alcione Amália Anabela Aurora Benedito Caio Cecília Célia Clara Davi Dora Eliete Emília Flávio Geraldo
      Helena Inês Iracema Jandira Joana Jorge Lauro Leila Lídia Luísa Marília Moacir Nara Odair Paulinho Renata Rosinha
      Rui Sílvia Tânia Teresa Tito Ulisses Vitória Wanda Zélia`),
    last: words(`Almeida Andrade Araújo Azevedo Barbosa Bastos Camargo Cardoso Carvalho Coelho Costa Duarte Farias
      Fonseca Guimarães Lacerda Leal Linhares Machado Meireles Moraes Nogueira Pacheco Peixoto Pimentel Queirós
      Ramalho Sampaio Siqueira Tavares Teles Vasconcelos`),
    bairro: phrases(
      'Ipê, Laranjeiras, Maresia, Guaraná, Santa Luzia, Beira-Mar, Jacarandá, Pitanga, Aroeira, Tamarindo',
    ),
    them: words(
      'Andarilhos Barqueiros Boêmios Canários Girassóis Meninos Pescadores Saveiros Vagalumes Vizinhos',
    ),
    noun: words(`Barquinho Canção Caminho Chuva Domingo Estrela Flor Garoa Janela Jardim Lua Luar Manhã Mar Maré Névoa
      Noite Onda Passarinho Praia Quintal Rede Retrato Saudade Segredo Sereno Sombra Sol Tarde Tempo Valsa Varanda
      Vento Verão Violão`),
    of: phrases(`de abril, de domingo, de dezembro, de Copacabana, da Bahia, da madrugada, da manhã, da praia, da rua de
      cima, da saudade, de ninguém, de você, do fim da tarde, do interior, do mar, do meu bem, do outro lado, do porto,
      do Recife, do sertão, do verão, sem fim, sem você, azul`),
    who: phrases('Eu, Você, Meu bem, Ela, A gente, O mar, O vento, A lua, Ninguém, O tempo'),
    did: phrases(`sabia, chegou tarde, não volta, canta baixinho, quer ficar, dançou, me contou, sorriu, foi embora,
      espera, dorme, mora no mar, anda devagar, lembra de mim`),
    song: phrases(`{noun} {of}, {noun} {of}, {noun} {of}, {who} {did}, {who} {did}, Samba {of}, Samba pra {first}, Valsa
      para {first}, {noun} e {noun}, Quase {noun}, Bom dia {first}, Cadê {first}, {noun} devagar, Tarde em
      {bairro}, Mais {noun}, Até {noun}`),
    album:
      phrases(`{noun} {of}, {noun} e {noun}, Bossa {of}, {first}, Ao vivo em {bairro}, {noun}, Sambas {of}, Voz e
      violão, Volta {of}, {who} {did}`),
  },
}
