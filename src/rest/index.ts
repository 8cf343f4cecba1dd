/** The data API: PostgREST's dialect in, rows out. */
export { type DataHouse, handle } from './handle.ts'
export { respondRefusal } from './respond.ts'
export { Shapes } from './shapes.ts'
