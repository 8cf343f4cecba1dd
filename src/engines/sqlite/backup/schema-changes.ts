/** What lies between the schema of a backup and that of the app by now. */
import type { Model } from '../../../model/index.ts'
import { difference, type Schema, sentenceOf, wantedSchema } from '../../../schema/index.ts'
import { printChecks } from '../checks.ts'

/** What the next start will do to the database, or ask about, in words; empty where nothing has changed. */
export function schemaChanges(have: Schema, model: Model): string[] {
  return difference(have, wantedSchema(model, printChecks(model))).map(sentenceOf)
}
