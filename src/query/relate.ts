/**
 * Finds the relation that an embed names, as PostgREST does: by table, foreign key or column, with a hint.
 */
import type { Model, Relation, Table } from '../model/index.ts'
import { refuse } from './refusals.ts'

/**
 * @param target what stands before the parentheses: a table, a foreign key, or a column that references
 * @param hint what stands after `!`: a foreign key, a column or a junction
 * @throws Refusal PGRST200 when there is none, PGRST201 when there are several
 * @see https://docs.postgrest.org/en/v14/references/api/resource_embedding.html
 */
export function findRelation(model: Model, table: Table, target: string, hint: string | null): Relation {
  const visible = visibleRelations(model, table)
  const found = visible.filter((relation) =>
    hint === null ? matchesTarget(relation, target) : matchesHint(relation, target, hint),
  )
  const [first, second] = found
  if (first === undefined) throw refuse.unknownRelation(table, target, hint, visible)
  if (second !== undefined) throw refuse.ambiguousRelation(table, target, found)
  return first
}

/** Relations whose columns are all visible: over a hidden reference a client goes nowhere. */
export function visibleRelations(model: Model, table: Table): readonly Relation[] {
  const hidden = (name: string, column: string) => model.tables.get(name)?.column.get(column)?.hidden === true
  return table.relations.filter((relation) => {
    const { from, fromColumn, to, toColumn } = relation
    if (hidden(from, fromColumn) || hidden(to, toColumn)) return false
    if (relation.kind !== 'many-to-many') return true
    return (
      !hidden(relation.junction, relation.junctionFrom) && !hidden(relation.junction, relation.junctionTo)
    )
  })
}

function matchesTarget(relation: Relation, target: string): boolean {
  // By its own name a table means its rows on the many side (the children); a column names the other way.
  if (relation.to === target) return relation.kind !== 'to-one' || relation.from !== relation.to
  return relation.kind === 'to-one' && (relation.constraint === target || relation.fromColumn === target)
}

function matchesHint(relation: Relation, target: string, hint: string): boolean {
  if (relation.kind === 'many-to-many') {
    const names = [relation.junction, relation.constraintFrom, relation.constraintTo]
    return relation.to === target && names.includes(hint)
  }
  if (relation.kind === 'to-one' && relation.fromColumn === target && relation.to === hint) return true
  if (relation.to !== target) return false
  // A reference of a table to itself matches both ways; the hint then asks for the many (the children).
  if (relation.from === relation.to && relation.kind === 'to-one') return false
  const column = relation.kind === 'to-one' ? relation.fromColumn : relation.toColumn
  return relation.constraint === hint || column === hint
}
