/** Backups of a database file: copied while a server writes, examined, and put back. */
export { copyDatabase } from './copy.ts'
export { type Examined, examine } from './examine.ts'
export { replaceDatabase } from './replace.ts'
export { schemaChanges } from './schema-changes.ts'
