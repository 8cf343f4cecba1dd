/** An expression in the words of `app.ts`, for people: `row.owner.is(me.id)`. */
import type { Expr, List, Term } from './expr.ts'

const COMPARED = { eq: 'is', neq: 'isNot', lt: 'lt', lte: 'lte', gt: 'gt', gte: 'gte' } as const
const MATCHED = { like: 'like', ilike: 'ilike', match: 'matches', imatch: 'matches' } as const

/** One line of text; long lists are cut, nothing else is. */
export function describe(expr: Expr): string {
  switch (expr.kind) {
    case 'constant':
      return String(expr.value)
    case 'and':
    case 'or':
      return `${expr.kind}(${expr.terms.map(describe).join(', ')})`
    case 'not':
      return `not(${describe(expr.term)})`
    case 'compare':
      return `${describeTerm(expr.left)}.${COMPARED[expr.op]}(${describeTerm(expr.right)})`
    case 'distinct':
      return `${describeTerm(expr.left)}.isDistinct(${describeTerm(expr.right)})`
    case 'is':
      return expr.value === null
        ? `${describeTerm(expr.term)}.isNull()`
        : `${describeTerm(expr.term)}.is(${String(expr.value)})`
    case 'in':
    case 'quantified':
      return `${describeTerm(expr.term)}.in(${describeList(expr.list)})`
    case 'text':
      return `${describeTerm(expr.term)}.${MATCHED[expr.op]}(${describeTerm(expr.pattern)})`
    case 'contains':
      return `${describeTerm(expr.left)}.contains(${describeTerm(expr.right)})`
    case 'member':
      return `${describeTerm(expr.of)}.contains(${describeTerm(expr.term)})`
    case 'search':
      return `${expr.row}.search(${expr.columns.map((column) => column.name).join(', ')})`
    case 'role':
      return `me.is(${expr.anyOf.map((role) => JSON.stringify(role)).join(', ')})`
    case 'exists': {
      const path = expr.path.map((step) => (step.kind === 'to-one' ? `.${step.fromColumn}` : '')).join('')
      const rows = `${expr.row}${path}.related(${expr.relation.to})`
      return `${rows}.${expr.quantifier}((${expr.as}) => ${describe(expr.where)})`
    }
  }
}

function describeTerm(term: Term): string {
  switch (term.kind) {
    case 'column': {
      const path = term.path.map((step) => (step.kind === 'to-one' ? `.${step.fromColumn}` : '')).join('')
      return `${term.row}${path}.${term.column.name}`
    }
    case 'value':
      return typeof term.value === 'string' ? JSON.stringify(term.value) : String(term.value)
    case 'caller':
      return term.claim.join('.') === 'sub' ? 'me.id' : `me.claim(${JSON.stringify(term.claim.join('.'))})`
    case 'parameter':
      return 'a value of the request'
    case 'masked':
    case 'json':
    case 'cast':
      return describeTerm(term.term)
    case 'rank':
      return 'search_rank'
  }
}

const LIST_SHOWN_MAX = 5

function describeList(list: List): string {
  if (list.kind === 'caller') return `me.claim(${JSON.stringify(list.claim.join('.'))})`
  if (list.kind === 'parameter') return 'values of the request'
  const shown = list.values.slice(0, LIST_SHOWN_MAX).map((value) => JSON.stringify(value, bigintText))
  return `[${shown.join(', ')}${list.values.length > LIST_SHOWN_MAX ? ', …' : ''}]`
}

const bigintText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
