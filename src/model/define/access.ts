/** `.access({ … })` as written → the rule of each operation. */
import { ModelError } from '../../base/errors.ts'
import type { TableAccess, TableDeclaration } from '../declaration.ts'
import { USERS } from '../users.ts'
import type { Access, Rule } from '../value.ts'
import { didYouMean } from './names.ts'

const OPERATIONS = ['read', 'write', 'create', 'update', 'delete']

/** @throws ModelError for unknown operations and for what is no rule */
export function defineAccess(table: string, declaration: TableDeclaration): Access {
  // The built-in table comes with rules of its own, which those of the app replace.
  const replaced = table === USERS && declaration.access.length > 1
  const [rules = {}, again] = replaced ? declaration.access.slice(1) : declaration.access
  if (again !== undefined) {
    throw new ModelError(table, 'has .access() twice', 'Put all of its rules into one .access({ … }).')
  }
  return normalized(table, rules)
}

function normalized(table: string, rules: TableAccess): Access {
  const unknown = Object.keys(rules).find((name) => !OPERATIONS.includes(name))
  if (unknown !== undefined) {
    throw new ModelError(table, `.access() does not know ${unknown}`, didYouMean(unknown, OPERATIONS))
  }
  const { write, create, update, delete: remove } = rules
  if (write !== undefined && create !== undefined && update !== undefined && remove !== undefined) {
    throw new ModelError(
      table,
      'has a rule for write that is never asked: create, update and delete have their own',
      'Drop write, or the rules that are the same as it.',
    )
  }
  const rule = (name: string, given: unknown): Rule | null => checkRule(table, name, given ?? write)
  const [updateOld, updateNew] = split(table, update)
  return {
    read: checkRule(table, 'read', rules.read),
    create: rule('create', create),
    updateOld: rule('update', updateOld),
    updateNew: rule('update', updateNew),
    delete: rule('delete', remove),
  }
}

function split(table: string, update: TableAccess['update']): readonly [unknown, unknown] {
  if (typeof update !== 'object' || update === null) return [update, update]
  if (update.old === undefined || update.new === undefined || Object.keys(update).length > 2) {
    throw new ModelError(
      table,
      'the rule for update says not what holds before and after',
      'Write update: { old: ({ row, me }) => …, new: ({ row, old, me }) => … }.',
    )
  }
  return [update.old, update.new]
}

function checkRule(table: string, name: string, rule: unknown): Rule | null {
  if (rule === undefined) return null
  if (typeof rule === 'boolean') return rule
  if (typeof rule === 'function') return rule as Rule
  throw new ModelError(
    table,
    `the rule for ${name} is neither true, false nor a function`,
    `Write .access({ ${name}: ({ row, me }) => row.owner.is(me.id) }).`,
  )
}
