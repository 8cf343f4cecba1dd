import { expect, test } from 'bun:test'
import { houseOf } from './source.ts'

const read = (text: string, path = 'src/rest/x.ts') => {
  const source = houseOf({ [path]: text }).get(path)
  if (source === undefined) throw new Error('unreachable')
  return source
}

/** A text and what is left of it as code: the same length, line by line. */
test.each([
  ['a // b\nc', 'a     \nc'],
  ['a /* b\nc */ d', 'a     \n     d'],
  [`f('it''s', "a \\" b")`, `f('··''·', "······")`],
  [`\`a \${b + \`c \${d}\`} e\` + f`, `\`··\${b + \`··\${d}\`}··\` + f`],
  [`\`\${{ a: {} }}\` + "x"`, `\`\${{ a: {} }}\` + "·"`],
  ["s.replace(/'[/`]/g, '`')", "s.replace(/······g, '·')"],
  ['a / b / c', 'a / b / c'],
  ['return /a"b/', 'return /···/'],
  ['<p>don’t</p>', '<p>don’t</p>'],
  ['`a // b`', '`······`'],
])('code of %p', (text, code) => {
  expect(read(text).code).toBe(code)
  expect(code).toHaveLength(text.length)
})

test('imports are found in all their forms, and only in code', () => {
  const text = `
    import { a } from './a.ts'
    import type { B } from "../model/index.ts"
    import './effect.ts'
    export { c, type D } from './c.ts'
    const lazy = () => import('./lazy.ts')
    const worker = new URL('./worker.ts', import.meta.url)
    import { z } from 'zod'
    import { app } from 'offstage'
    // import { no } from './comment.ts'
    const text = "import { no } from './text.ts'"`
  expect(read(text).imports.map(({ target }) => target)).toEqual([
    'src/rest/a.ts',
    'src/model/index.ts',
    'src/rest/effect.ts',
    'src/rest/c.ts',
    'src/rest/lazy.ts',
    'src/rest/worker.ts',
    null,
    'src/index.ts',
  ])
})

test('several lines of names are one import', () => {
  const source = read(`import {\n  a,\n  b,\n} from './a.ts'`)
  expect(source.imports).toEqual([{ target: 'src/rest/a.ts', at: 21 }])
})
