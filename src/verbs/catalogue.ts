/** The verbs. Each is loaded only when it is run: `offstage keys` has no use for an engine. */
import type { Option, Verb } from './verb.ts'

const APP = '[app.ts]'
const JSON_LINE: Option = { value: null, about: 'Print one line of JSON, for scripts.' }
const RENAME: Option = {
  value: '<table.old=new>',
  many: true,
  about: 'Answers a question about the schema: the column (or table, old=new) has another name now.',
}
const DROP: Option = {
  value: '<table.column>',
  many: true,
  about: 'Answers a question about the schema: throw the values of the column (or table) away.',
}

const dev: Verb = {
  name: 'dev',
  words: APP,
  about: 'Serves the app and starts over at every change, without dropping a request.',
  more: [
    'Watches app.ts, what it imports by a relative path, and the sources of the site. A change of the',
    'schema is made when nothing is lost; otherwise the app as it was goes on, and a question is printed.',
    'Anybody on this machine may ask for a token of any persona (POST /offstage/persona), unless',
    'OFFSTAGE_HOST is not loopback.',
  ].join(' '),
  options: {
    rename: RENAME,
    drop: DROP,
    personas: { value: null, about: 'Insist on personas: fail where they would be off.' },
    'no-personas': { value: null, about: 'Hand out no tokens for personas.' },
    json: JSON_LINE,
  },
  wordsMax: 1,
  run: async (given, shell) => (await import('./dev.ts')).dev(given, shell),
}

const start: Verb = {
  name: 'start',
  words: APP,
  about: 'Serves the app.',
  more: [
    'Brings the database to the schema of app.ts when nothing is lost by it, builds the site, fills a new',
    'database with the seed, and listens until SIGINT or SIGTERM.',
  ].join(' '),
  options: {
    rename: RENAME,
    drop: DROP,
    personas: {
      value: null,
      about: 'Anybody on this machine may ask for a token of any persona. For loopback hosts alone.',
    },
    json: JSON_LINE,
  },
  wordsMax: 1,
  run: async (given, shell) => (await import('./start.ts')).start(given, shell),
}

const create: Verb = {
  name: 'new',
  words: '<folder>',
  about: 'Leaves a small, complete project in a new folder.',
  more: 'Next: cd <folder>, npm install, npm test, npm run dev.',
  options: {
    offstage: {
      value: '<path|version>',
      about: 'The Offstage that the project depends on: the folder of a checkout, or a version on npm.',
    },
  },
  wordsMax: 1,
  run: async (given, shell) => (await import('./new.ts')).create(given, shell),
}

const test: Verb = {
  name: 'test',
  words: '[arguments of bun test]',
  about: 'Runs the tests of the project: `bun test`, by the Bun that runs Offstage.',
  more: 'Every argument is handed on; see https://bun.com/docs/cli/test.',
  options: {},
  wordsMax: null,
  run: async (given, shell) => (await import('./test.ts')).test(given, shell),
}

const token: Verb = {
  name: 'token',
  words: APP,
  about: "Mints a token for development, signed with the app's secret.",
  more: [
    'Prints the token alone. The same name is always the same person; where the database exists, the',
    'person gets a row in users, so that references to it hold.',
  ].join(' '),
  options: {
    as: { value: '<name|uuid>', about: 'Whom the token is for.' },
    role: {
      value: '<role>',
      many: true,
      about: "A role of the app's own, as in me.is('editor'); or anon, authenticated or service_role.",
    },
    expires: { value: '<seconds>', about: 'How long it is taken: 3600 without this option.' },
    claims: { value: '<json>', about: 'An object with further claims.' },
    json: { value: null, about: 'Print {"access_token","user":{"id"},"expires_at"}.' },
  },
  wordsMax: 1,
  run: async (given, shell) => (await import('./token.ts')).token(given, shell),
}

const keys: Verb = {
  name: 'keys',
  words: APP,
  about: 'Prints the keys of the app, made now if there are none yet.',
  more: 'anon and service_role are the same two keys in their earlier form, as tokens.',
  options: { json: { value: null, about: 'Print {"publishable","secret","anon","service_role"}.' } },
  wordsMax: 1,
  run: async (given, shell) => (await import('./keys.ts')).keys(given, shell),
}

const schema: Verb = {
  name: 'schema',
  words: APP,
  about: "Prints the SQL of the app's tables, or of its rules as row level security.",
  more: [
    'For an empty database: offstage schema | psql "$DATABASE_URL", or | sqlite3 new.sqlite. Opens no',
    'database and changes none; offstage start does all of it by itself. See docs/postgres-rls.md for --rls.',
  ].join(' '),
  options: {
    engine: { value: '<sqlite|postgres>', about: 'For which database. Without it: that of DATABASE_URL.' },
    rls: {
      value: null,
      about: [
        'Print the rules as row level security of PostgreSQL, for tools that read its tables themselves.',
        'Run it as the owner of the tables, again after each change of app.ts.',
      ].join(' '),
    },
  },
  wordsMax: 1,
  run: async (given, shell) => (await import('./schema.ts')).schema(given, shell),
}

const backup: Verb = {
  name: 'backup',
  words: APP,
  about: 'Copies the database while the server runs, and verifies the copy.',
  more: [
    'The copy is the database at one moment; the server goes on reading and writing. A backup has its name',
    'only once it is whole and verified, with a manifest beside it. See docs/backup.md.',
  ].join(' '),
  options: {
    to: {
      value: '<folder|file>',
      about: [
        'A folder, in which each backup gets a name of its own, or a new file.',
        'Without it: OFFSTAGE_BACKUP_FOLDER, or backups in the folder of the data.',
      ].join(' '),
    },
    keep: {
      value: '<number>',
      about: 'Afterwards, remove all but so many of the backups of this app in the folder.',
    },
    json: JSON_LINE,
  },
  wordsMax: 1,
  run: async (given, shell) => (await import('./backup.ts')).backup(given, shell),
}

const restore: Verb = {
  name: 'restore',
  words: '<file> [app.ts]',
  about: 'Puts a backup in the place of the database, and keeps what was there.',
  more: [
    'Verifies the backup first, and refuses while a server has the database open. The next start brings it to',
    'the schema of app.ts, as always.',
  ].join(' '),
  options: { json: JSON_LINE },
  wordsMax: 2,
  run: async (given, shell) => (await import('./restore.ts')).restore(given, shell),
}

export const VERBS: readonly Verb[] = [dev, start, create, test, token, keys, schema, backup, restore]
