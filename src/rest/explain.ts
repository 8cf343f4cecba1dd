/** How the database would run a request, for developers: `supabase.from('songs').select().explain()`. */
import { Refusal } from '../base/errors.ts'
import type { Engine, Input, PlanStep, Statement } from '../query/index.ts'
import type { Asked } from './parse/index.ts'

/**
 * Only for the secret key: a plan tells of indexes, rules and tables that the caller may know nothing of.
 * @throws Refusal PGRST107, as PostgREST answers where plans are switched off
 * @see https://docs.postgrest.org/en/v14/references/observability.html#execution-plan
 */
export async function explain(
  asked: Asked,
  statement: Statement,
  input: Input,
  engine: Engine,
): Promise<Response> {
  if (input.caller.role !== 'service_role') {
    throw new Refusal(
      406,
      'PGRST107',
      'None of these media types are available: application/vnd.pgrst.plan',
      {
        hint: 'Plans are shown to the secret key alone.',
      },
    )
  }
  const steps = await engine.explain(statement, input)
  const kind = asked.media.text ? 'text' : 'json'
  const body = kind === 'text' ? planText(steps, statement) : planJson(steps, statement)
  return new Response(body, {
    status: 200,
    headers: { 'Content-Type': `application/vnd.pgrst.plan+${kind}; for="application/json"; charset=utf-8` },
  })
}

function planText(steps: readonly PlanStep[], statement: Statement): string {
  const lines = steps.map(({ depth, text }) => `${'  '.repeat(depth)}${depth === 0 ? '' : '->  '}${text}`)
  return [...lines, `Statement: ${statement.text}`].join('\n')
}

function planJson(steps: readonly PlanStep[], statement: Statement): string {
  return JSON.stringify([{ Plan: { Steps: steps, Statement: statement.text } }])
}
