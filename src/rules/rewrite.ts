/** Walks over expressions: renaming rows, replacing terms, asking what an expression speaks of. */
import type { Expr, RowName, Term } from './expr.ts'

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

/** The expression with what it says of `from` said of `to`. */
export function renameRow(expr: Expr, from: RowName, to: RowName): Expr {
  return rewrite(expr, same, (row) => (row === from ? to : row))
}

/** Whether the expression looks at rows of other tables, or at other rows of its own. */
export function crossesRelations(expr: Expr): boolean {
  let crosses = false
  const look = (each: Expr): void => {
    if (each.kind === 'exists') crosses = true
    else if (each.kind === 'and' || each.kind === 'or') each.terms.forEach(look)
    else if (each.kind === 'not') look(each.term)
  }
  look(expr)
  rewrite(expr, (term) => {
    if (term.kind === 'column' && term.path.length > 0) crosses = true
    if (term.kind === 'masked') look(term.rule)
    return term
  })
  return crosses
}
