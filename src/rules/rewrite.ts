/** Walks over expressions: renaming rows, replacing terms, asking what an expression speaks of. */
import type { Relation } from '../model/index.ts'
import { and, type Expr, not, or, type RowName, type Term } from './expr.ts'

/** The expression with every term replaced by `change` (children first), and rows named anew. */
export function rewrite(
  expr: Expr,
  change: (term: Term) => Term,
  rename: (row: RowName) => RowName = same,
): Expr {
  const terms = (term: Term): Term => change(rewriteTerm(term, terms, rename, change))
  switch (expr.kind) {
    case 'constant':
    case 'role':
      return expr
    case 'and':
    case 'or':
      return { ...expr, terms: expr.terms.map((term) => rewrite(term, change, rename)) }
    case 'not':
      return { ...expr, term: rewrite(expr.term, change, rename) }
    case 'compare':
    case 'distinct':
    case 'contains':
      return { ...expr, left: terms(expr.left), right: terms(expr.right) }
    case 'is':
    case 'in':
    case 'quantified':
      return { ...expr, term: terms(expr.term) }
    case 'text':
      return { ...expr, term: terms(expr.term), pattern: terms(expr.pattern) }
    case 'member':
      return { ...expr, term: terms(expr.term), of: terms(expr.of) }
    case 'search':
      return { ...expr, row: rename(expr.row) }
    case 'exists':
      return { ...expr, row: rename(expr.row), where: rewrite(expr.where, change, rename) }
  }
}

const same = <T>(value: T): T => value

function rewriteTerm(
  term: Term,
  terms: (term: Term) => Term,
  rename: (row: RowName) => RowName,
  change: (term: Term) => Term,
): Term {
  switch (term.kind) {
    case 'column':
      return { ...term, row: rename(term.row) }
    case 'masked':
      return { ...term, term: terms(term.term), rule: rewrite(term.rule, change, rename) }
    case 'json':
    case 'cast':
      return { ...term, term: terms(term.term) }
    case 'rank':
      return {
        ...term,
        searches: term.searches.map((search) => ({ ...search, row: rename(search.row) })),
      }
    default:
      return term
  }
}

/**
 * The expression with the reference `column` of `row` leading to a row only where `found` holds; the
 * reference's own value stays what it is.
 */
export function leadingWhere(expr: Expr, row: RowName, column: string, found: Expr): Expr {
  const leads = (from: RowName, first: Relation | undefined) =>
    from === row && first?.kind === 'to-one' && first.fromColumn === column
  const walk = (each: Expr): Expr => {
    switch (each.kind) {
      case 'and':
      case 'or':
        return { ...each, terms: each.terms.map(walk) }
      case 'not':
        return { ...each, term: walk(each.term) }
      case 'exists': {
        const inner = { ...each, where: walk(each.where) }
        if (!leads(each.row, each.path[0] ?? each.relation)) return inner
        return each.quantifier === 'some' ? and(found, inner) : or(not(found), inner)
      }
      default:
        return each
    }
  }
  return rewrite(walk(expr), (term) =>
    term.kind === 'column' && leads(term.row, term.path[0]) ? { kind: 'masked', term, rule: found } : term,
  )
}

/** The expression with what it says of `from` said of `to`. */
export function renameRow(expr: Expr, from: RowName, to: RowName): Expr {
  return rewrite(expr, same, (row) => (row === from ? to : row))
}

/** Names of the tables that the expression looks into, besides the row that it speaks of. */
export function tablesOf(expr: Expr): ReadonlySet<string> {
  const tables = new Set<string>()
  const note = (relation: Relation) => {
    tables.add(relation.to)
    if (relation.kind === 'many-to-many') tables.add(relation.junction)
  }
  const look = (each: Expr): void => {
    if (each.kind === 'exists') {
      for (const relation of [...each.path, each.relation]) note(relation)
      look(each.where)
      if (each.through !== undefined) look(each.through)
    } else if (each.kind === 'and' || each.kind === 'or') each.terms.forEach(look)
    else if (each.kind === 'not') look(each.term)
  }
  look(expr)
  rewrite(expr, (term) => {
    if (term.kind === 'column') term.path.forEach(note)
    if (term.kind === 'masked') look(term.rule)
    return term
  })
  return tables
}

/** Whether the expression looks at rows of other tables, or at other rows of its own. */
export function crossesRelations(expr: Expr): boolean {
  return tablesOf(expr).size > 0
}
