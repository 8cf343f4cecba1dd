/**
 * Expressions inside of policies, views and functions: there are no placeholders, so constants stand in
 * place, and the caller is asked for by functions of the schema `offstage_rls`.
 */
import { operandType } from '../../model/index.ts'
import { type Binder, type Dialect, type Expr, printExpr, raw, Scope, sql } from '../../rules/index.ts'
import { dialect } from './dialect.ts'
import { translatePattern } from './pattern.ts'
import { type Kind, kindOf } from './rls-types.ts'
import { arrayLiteral, encode, encodeList, quoteText } from './storage.ts'

/** What the script makes besides tables: all of it can be thrown away and made again. */
export const OWN = 'offstage_rls'

export const JSON_KEY = `${OWN}.json_key`

/** Prints expressions, and notes the kinds of claims that they read. */
export class Placed {
  readonly kinds = new Set<Kind>()

  scope(): Scope {
    return new Scope(own)
  }

  expr(expr: Expr, scope: Scope): string {
    return printExpr(expr, scope)
      .parts.map((part) => (typeof part === 'string' ? part : this.binder(part)))
      .join('')
  }

  private binder(binder: Binder): string {
    switch (binder.kind) {
      case 'constant':
        return textOrNull(encode(binder.type, binder.value))
      case 'constants':
        return quoteText(encodeList(binder.type, binder.values))
      case 'pattern':
        return this.pattern(binder)
      case 'caller':
        return this.caller(binder)
      case 'callers':
        return this.callers(binder)
      case 'role':
        return `(select ${OWN}.has_role(${quoteText(arrayLiteral(binder.anyOf))}))`
      default:
        throw new Error(`a rule cannot bind ${binder.kind}`)
    }
  }

  /** In a query of its own, so that PostgreSQL asks once for a statement and not once for a row. */
  private caller({ claim, type }: Extract<Binder, { kind: 'caller' }>): string {
    if (type.kind === 'uuid' && claim.length === 1 && claim[0] === 'sub') return `(select ${OWN}.me())`
    const kind = this.note(operandType(type))
    const value = `(select ${OWN}.${kind.name}(${claimed(claim)}))`
    return kind.sql === 'text' ? `(${value} collate "C")` : value
  }

  private callers({ claim, type }: Extract<Binder, { kind: 'callers' }>): string {
    const kind = this.note(operandType(type))
    // An array of arrays is a matrix to PostgreSQL: these are listed as texts.
    const item = `${OWN}.${kind.name}(item)${type.kind === 'array' ? '::text' : ''}`
    return `(select array(select ${item} from ${OWN}.items(${claimed(claim)}) item))`
  }

  private note(type: Parameters<typeof kindOf>[0]): Kind {
    const kind = [...this.kinds].find(({ name }) => name === kindOf(type).name) ?? kindOf(type)
    this.kinds.add(kind)
    return kind
  }

  private pattern({ op, source }: Extract<Binder, { kind: 'pattern' }>): string {
    if (source.kind !== 'constant') throw new Error('the pattern of a rule is a constant')
    const pattern = String(source.value)
    return quoteText(op === 'like' ? pattern : translatePattern(op, pattern))
  }
}

/** The order of JSON, by a function that goes away with the rest. */
const own: Dialect = {
  ...dialect,
  comparable: (value, type) => (type.kind === 'json' ? sql`${raw(JSON_KEY)}(${value})` : value),
}

const claimed = (path: readonly string[]) => `${OWN}.claim(${quoteText(arrayLiteral(path))})`

const textOrNull = (text: string | null) => (text === null ? 'null' : quoteText(text))
