/** A difference, to be read: the app, its rows, the request, and both answers. */
import { type Asked, bodyText, type Declared, jsonRow, pathOf, type Rows, type Who } from './case.ts'
import type { Answer } from './houses.ts'
import { textOfApp } from './make-app.ts'
import { type Found, REQUESTS_PER_CASE } from './run-cases.ts'

export function report({ one, failure }: Found): string {
  const [left, right] = failure.answers
  const [from, to] = [Math.max(0, failure.at), Math.min(failure.at, one.requests.length)]
  return [
    `DIFFERS with the seed ${one.seed}: ${failure.what}`,
    `  again: npm run test:agreement -- --seed ${one.seed} --requests ${REQUESTS_PER_CASE}`,
    '',
    textOfApp(one.app),
    '',
    'rows:',
    ...one.rows.flatMap((rows) => rowsText(rows, one.app)),
    '',
    ...(from === 0 && to <= 0 ? [] : ['after:', ...one.requests.slice(0, to).flatMap(requestText), '']),
    'request:',
    ...requestText(failure.asked),
    '',
    ...answerText('left', left),
    ...answerText('right', right),
    ...failure.reports,
  ].join('\n')
}

/** A smaller case has less columns, and keeps the rows as they were. */
function rowsText({ table, rows }: Rows, app: readonly Declared[]): string[] {
  const text = app.find(({ name }) => name === table)?.text
  const isThere = (name: string) => text === undefined || text.includes(`  ${name}: `)
  return rows.map((row) => {
    const cells = Object.entries(row).filter(([name]) => isThere(name))
    return `  ${table} ${jsonRow(Object.fromEntries(cells))}`
  })
}

function requestText(asked: Asked): string[] {
  const body = asked.method === 'GET' ? null : bodyText(asked.body)
  return [
    `  ${asked.method} ${decodeURIComponent(pathOf(asked))}`,
    `    by ${whoText(asked.who)}  ${JSON.stringify(asked.headers)}`,
    ...(body === null ? [] : [`    ${body}`]),
  ]
}

const whoText = (who: Who) => (typeof who === 'string' ? who : JSON.stringify(who))

function answerText(side: string, { status, headers, body }: Answer): string[] {
  const shown = Object.entries(headers).filter(([name]) => !/^(?:access-control|vary)/.test(name))
  return [`${side}: ${status} ${JSON.stringify(Object.fromEntries(shown))}`, `  ${body}`]
}
