/**
 * Every environment variable that Offstage reads. `docs/cli.md` shows this table; a test compares the two.
 */

export interface Variable {
  readonly name: string
  /** What holds without it, in words. */
  readonly fallback: string
  readonly about: string
}

export const VARIABLES: readonly Variable[] = [
  {
    name: 'PORT',
    fallback: '54321',
    about: 'Port to listen on; 0 takes any free one.',
  },
  {
    name: 'OFFSTAGE_HOST',
    fallback: '127.0.0.1',
    about: 'Address to listen on; 0.0.0.0 for every network, as in a container.',
  },
  {
    name: 'OFFSTAGE_DATA',
    fallback: '.offstage beside app.ts',
    about: 'Folder of the data: the database, the keys, the built site.',
  },
  {
    name: 'DATABASE_URL',
    fallback: 'app.sqlite in the folder of the data',
    about: 'postgres://…, sqlite:///absolute/path, file:path, a path, or :memory: to forget everything.',
  },
  {
    name: 'DATABASE_REPLICAS',
    fallback: 'none',
    about: 'Streaming replicas of that PostgreSQL to read from: postgres://…,postgres://….',
  },
  {
    name: 'OFFSTAGE_SEED',
    fallback: '1',
    about: 'Whole number that the chance handed to the seed starts from; the same number, the same rows.',
  },
  {
    name: 'OFFSTAGE_PUBLISHABLE_KEY',
    fallback: 'made once, kept',
    about: 'Key that a page shows; says which app is meant. sb_publishable_ and at least 22 characters.',
  },
  {
    name: 'OFFSTAGE_SECRET_KEY',
    fallback: 'made once, kept',
    about: 'Key that passes by every rule. sb_secret_ and at least 22 characters.',
  },
  {
    name: 'OFFSTAGE_JWT_SECRET',
    fallback: 'made once, kept',
    about: 'Signs tokens (HS256); at least 32 bytes.',
  },
  {
    name: 'OFFSTAGE_PUBLISHABLE_KEY_OTHER',
    fallback: 'none',
    about: 'A second one that is taken too, while keys are exchanged.',
  },
  {
    name: 'OFFSTAGE_SECRET_KEY_OTHER',
    fallback: 'none',
    about: 'A second one that is taken too, while keys are exchanged.',
  },
  {
    name: 'OFFSTAGE_JWT_SECRET_OTHER',
    fallback: 'none',
    about: 'A second one whose tokens are taken too, while secrets are exchanged: the old, or the next.',
  },
  {
    name: 'OFFSTAGE_JWKS',
    fallback: 'none',
    about: 'JSON Web Key Set with public keys (ES256, RS256) of other issuers, whose tokens are then taken.',
  },
  {
    name: 'OFFSTAGE_BACKUP_FOLDER',
    fallback: 'none',
    about: 'Folder, best on another disk, into which `offstage start` backs up by itself. It must exist.',
  },
  {
    name: 'OFFSTAGE_BACKUP_EVERY',
    fallback: '24h',
    about: 'Time between two of these backups: a whole number and s, m, h or d.',
  },
  {
    name: 'OFFSTAGE_BACKUP_KEEP',
    fallback: '14',
    about: 'How many backups stay in the folder; older ones are removed after a new one was verified.',
  },
  {
    name: 'OFFSTAGE_READERS',
    fallback: '0',
    about: 'Threads that answer reads beside the main one: a number, or auto for one less than processors.',
  },
  {
    name: 'OFFSTAGE_BUN',
    fallback: 'the Bun that npm installed',
    about: 'File of the Bun that runs Offstage.',
  },
]
