/** The data API: PostgREST's dialect in, rows out. */
export { type DataHouse, handle } from './handle.ts'
export { Descriptions, respondDescription } from './openapi/index.ts'
export { Wordings } from './parse/index.ts'
export { respondRefusal } from './respond.ts'
export { Shapes } from './shapes.ts'
