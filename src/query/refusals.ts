/**
 * Every refusal of the data API: status, code, message and hint as PostgREST 14 words them
 * (https://docs.postgrest.org/en/v14/references/errors.html), so that its clients understand them here.
 */
import { Refusal } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { Column, Relation, Table } from '../model/index.ts'
import type { Caller } from '../rules/index.ts'

const perhaps = (near: string | null, text: (name: string) => string) => (near === null ? null : text(near))

export const refuse = {
  unknownTable(name: string, known: readonly string[]): Refusal {
    return new Refusal(404, 'PGRST205', `Could not find the table 'public.${name}' in the schema cache`, {
      hint: perhaps(nearest(name, known), (near) => `Perhaps you meant the table 'public.${near}'`),
    })
  },

  unknownColumn(table: Table, name: string): Refusal {
    const near = nearest(name, visibleNames(table))
    return new Refusal(400, '42703', `column ${table.name}.${name} does not exist`, {
      hint: perhaps(near, (found) => `Perhaps you meant to reference the column "${table.name}.${found}".`),
    })
  },

  unknownWrittenColumn(table: Table, name: string): Refusal {
    const near = nearest(name, visibleNames(table))
    return new Refusal(
      400,
      'PGRST204',
      `Could not find the '${name}' column of '${table.name}' in the schema cache`,
      {
        hint: perhaps(near, (found) => `Perhaps you meant the column '${found}'`),
      },
    )
  },

  unknownRelation(table: Table, target: string, hint: string | null, known: readonly Relation[]): Refusal {
    const names = [...new Set(known.map((relation) => relation.to))]
    const using = hint === null ? '' : ` using the hint '${hint}'`
    return new Refusal(
      400,
      'PGRST200',
      `Could not find a relationship between '${table.name}' and '${target}' in the schema cache`,
      {
        details:
          `Searched for a foreign key relationship between '${table.name}' and '${target}'${using} ` +
          "in the schema 'public', but no matches were found.",
        hint: perhaps(
          hint === null ? nearest(target, names) : null,
          (near) => `Perhaps you meant '${near}' instead of '${target}'.`,
        ),
      },
    )
  },

  ambiguousRelation(table: Table, target: string, found: readonly Relation[]): Refusal {
    const choices = found.map((relation) => `'${relation.to}!${hintOf(relation)}'`).join(', ')
    return new Refusal(
      300,
      'PGRST201',
      `Could not embed because more than one relationship was found for '${table.name}' and '${target}'`,
      {
        details: found.map(describeRelation),
        hint:
          `Try changing '${target}' to one of the following: ${choices}. ` +
          "Find the desired relationship in the 'details' key.",
      },
    )
  },

  notEmbedded(name: string): Refusal {
    return new Refusal(400, 'PGRST108', `'${name}' is not an embedded resource in this request`, {
      hint: `Verify that '${name}' is included in the 'select' query parameter.`,
    })
  },

  orderByMany(table: Table, target: string): Refusal {
    return new Refusal(400, 'PGRST118', `A related order on '${target}' is not possible`, {
      details: `'${table.name}' and '${target}' do not form a many-to-one or one-to-one relationship`,
    })
  },

  embeddedFilter(name: string): Refusal {
    return new Refusal(400, 'PGRST120', `Bad operator on the '${name}' embedded resource`, {
      details: 'Only is null or not is null filters are allowed on embedded resources',
    })
  },

  limitWithoutOrder(): Refusal {
    return new Refusal(400, 'PGRST109', "A 'limit' was applied without an explicit 'order'", {
      hint: "Apply an 'order' using unique column(s)",
    })
  },

  aggregatesOff(): Refusal {
    return new Refusal(400, 'PGRST123', 'Use of aggregate functions is not allowed', {
      hint: 'Switch them on with app({ api: { aggregates: true } }).',
    })
  },

  aggregateTooDeep(): Refusal {
    return new Refusal(400, 'PGRST123', 'Use of aggregate functions is not allowed', {
      details: 'An aggregate in a spread is taken over the rows that spread it, one step up and no further.',
      hint: 'Aggregate in the embed itself, without spreading it.',
    })
  },

  aggregatesInWrite(): Refusal {
    return new Refusal(400, 'PGRST123', 'Use of aggregate functions is not allowed', {
      hint: 'The rows that a write sends back cannot be aggregated: read them after it.',
    })
  },

  /**
   * No rule lets anybody but the secret key do this. 401 asks the caller to sign in, 403 says that it would
   * not help.
   */
  permissionDenied(caller: Caller, name: string, hint: string | null): Refusal {
    return denied(caller, `permission denied for table ${name}`, hint)
  },

  rowDenied(caller: Caller, name: string, hint: string | null): Refusal {
    return denied(caller, `new row violates row-level security policy for table "${name}"`, hint)
  },

  missingReference(
    table: string,
    column: string,
    constraint: string,
    target: string,
    value: string,
  ): Refusal {
    return new Refusal(
      409,
      '23503',
      `insert or update on table "${table}" violates foreign key constraint "${constraint}"`,
      { details: `Key (${column})=(${value}) is not present in table "${target}".` },
    )
  },

  /** Said of a reference that the caller knows nothing of. */
  brokenReference(table: string): Refusal {
    return new Refusal(409, '23503', `insert or update on table "${table}" violates foreign key constraint`)
  },

  duplicate(constraint: string, columns: readonly string[], values: readonly string[] | null): Refusal {
    const details =
      values === null ? null : `Key (${columns.join(', ')})=(${values.join(', ')}) already exists.`
    return new Refusal(409, '23505', `duplicate key value violates unique constraint "${constraint}"`, {
      details,
    })
  },

  noConflictTarget(): Refusal {
    return new Refusal(
      400,
      '42P10',
      'there is no unique or exclusion constraint matching the ON CONFLICT specification',
      { hint: 'on_conflict takes the columns of the primary key or of one .unique().' },
    )
  },

  identityGiven(column: string, operation: 'create' | 'update'): Refusal {
    const message = operation === 'create' ? 'cannot insert a non-DEFAULT value into column' : 'column'
    const can = operation === 'create' ? '' : ' can only be updated to DEFAULT'
    return new Refusal(400, '428C9', `${message} "${column}"${can}`, {
      details: `Column "${column}" is an identity column defined as GENERATED ALWAYS.`,
      hint: 'Leave the column out: the server numbers the rows.',
    })
  },

  /** A change of rows of many tenants: on a distributed database it would go to every node. */
  tenantMissing(table: Table, operation: 'update' | 'delete'): Refusal {
    const column = table.tenant?.column ?? ''
    const verb = operation === 'update' ? 'An update' : 'A deletion'
    return new Refusal(400, 'OFF008', `${verb} of ${table.name} has to say whose rows it means`, {
      hint: `Add ?${column}=eq.… to the request: it changes rows of one tenant.`,
    })
  },

  tenantChanged(table: Table): Refusal {
    return new Refusal(400, 'OFF008', `The ${table.tenant?.column} of a row of ${table.name} never changes`, {
      hint: 'What points at the row belongs to its tenant too: make a new row there instead.',
    })
  },

  badOperand(type: string, op: string): Refusal {
    return new Refusal(404, '42883', `operator does not exist: ${type} ${op}`, {
      hint: 'No operator matches the given name and argument types. You might need to add explicit type casts.',
    })
  },

  notSearched(table: Table, column: Column): Refusal {
    const hint =
      column.type.kind === 'text'
        ? `Declare it in app.ts: add .search('${column.name}') to the table.`
        : `It is for text columns, and ${column.name} is none.`
    return new Refusal(400, '42704', `full-text search is not declared for ${table.name}.${column.name}`, {
      hint,
    })
  },

  unknownLanguage(name: string, known: readonly string[]): Refusal {
    return new Refusal(400, '42704', `text search configuration "${name}" does not exist`, {
      hint: `There are ${known.join(' and ')}; simple compares words of any language as they are written.`,
    })
  },

  searchAlone(table: Table, name: string): Refusal {
    return new Refusal(400, '42703', `column ${table.name}.${name} does not exist`, {
      hint: `${name} stands for all searched columns: filter it with fts, plfts, phfts or wfts.`,
    })
  },

  rankWithoutSearch(table: Table, name: string): Refusal {
    return new Refusal(400, '42703', `column ${table.name}.${name} does not exist`, {
      hint: `It is there for reads that search: ?search=wfts.words&order=${name}.desc.`,
    })
  },

  notBoolean(is: string, type: string): Refusal {
    return new Refusal(400, '42804', `argument of IS ${is} must be type boolean, not type ${type}`)
  },

  mergedTwice(): Refusal {
    return new Refusal(400, '21000', 'ON CONFLICT DO UPDATE command cannot affect row a second time', {
      hint: 'Ensure that no rows proposed for insertion within the same command have duplicate constrained values.',
    })
  },

  unknownType(name: string): Refusal {
    return new Refusal(400, '42704', `type "${name}" does not exist`, {
      hint: 'Cast to text, integer, bigint, float8, numeric, boolean, date, time, timestamptz, uuid or json.',
    })
  },

  noCast(from: string, to: string): Refusal {
    return new Refusal(400, '42846', `cannot cast type ${from} to ${to}`, { hint: 'Cast to text.' })
  },

  tooMany(what: string, limit: string, max: number): Refusal {
    return new Refusal(400, 'OFF001', `The request has too many ${what}: at most ${max} are allowed`, {
      hint: `The limit is named ${limit}.`,
    })
  },
}

/** 401 asks the caller to sign in; 403 says that it would not help. */
function denied(caller: Caller, message: string, hint: string | null): Refusal {
  const headers: Record<string, string> = caller.role === 'anon' ? { 'WWW-Authenticate': 'Bearer' } : {}
  return new Refusal(statusOfDenial(caller), '42501', message, { hint, headers })
}

function statusOfDenial(caller: Caller): 401 | 403 {
  return caller.role === 'anon' ? 401 : 403
}

/** Names that a hint may give away: hidden columns do not exist for a client. */
function visibleNames(table: Table): string[] {
  return table.columns.filter((column) => !column.hidden).map((column) => column.name)
}

export function hintOf(relation: Relation): string {
  return relation.kind === 'many-to-many' ? relation.junction : relation.constraint
}

function describeRelation(relation: Relation): Record<string, string> {
  const pair = { embedding: `${relation.from} with ${relation.to}` }
  if (relation.kind === 'many-to-many') {
    const { junction, constraintFrom, constraintTo, junctionFrom, junctionTo } = relation
    return {
      cardinality: 'many-to-many',
      ...pair,
      relationship: `${junction} using ${constraintFrom}(${junctionFrom}) and ${constraintTo}(${junctionTo})`,
    }
  }
  const cardinality =
    relation.kind === 'to-one' ? 'many-to-one' : relation.single ? 'one-to-one' : 'one-to-many'
  const columns = `${relation.from}(${relation.fromColumn}) and ${relation.to}(${relation.toColumn})`
  return { cardinality, ...pair, relationship: `${relation.constraint} using ${columns}` }
}
