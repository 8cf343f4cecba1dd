/**
 * What the API's description may say to the caller: nothing of tables and columns that nobody but the secret
 * key reaches, and everything that the caller does see rows of.
 */
import { shown, type Wrong } from './check-answer.ts'
import { type Stage, viewOf } from './judge.ts'
import type { TableSpec } from './spec.ts'
import type { Answer } from './stage.ts'

interface Described {
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: { readonly schemas: Readonly<Record<string, { properties?: object }>> }
}

export function checkDescription(stage: Stage, answer: Answer): Wrong {
  const wrong = (expected: string): Wrong => ({ law: 'answer', expected, got: shown(answer) })
  if (answer.status !== 200) return wrong('a description')
  const { paths, components } = JSON.parse(answer.body) as Described
  const view = viewOf(stage)
  for (const table of stage.model.tables) {
    const { name } = table
    const isDescribed = `/${name}` in paths
    if (isClosed(table) && (isDescribed || name in components.schemas)) return wrong(`nothing of ${name}`)
    if ((view[name] ?? []).length > 0 && !isDescribed) return wrong(`${name}, which the caller reads`)
    const named = Object.keys(components.schemas[name]?.properties ?? {})
    const hidden = table.columns.filter((column) => column.hidden).map((column) => column.name)
    const told = hidden.find((column) => named.includes(column))
    if (told !== undefined) return wrong(`nothing of ${name}.${told}`)
  }
  return null
}

const isClosed = ({ access }: TableSpec) =>
  access.read === null && access.create === null && access.updateOld === null && access.delete === null
