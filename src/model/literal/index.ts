/** Values in and out of text and JSON, as PostgreSQL spells them. */
export { jsonDepthMax } from '../../base/limits.ts'
export { checkValue } from './check.ts'
export { canonicalJson, compareJson } from './json.ts'
export { compareValues, operandType, readJson, readText, writeJson, writeText } from './literal.ts'
export { jsonText, parseJson, RawNumber } from './parse.ts'
