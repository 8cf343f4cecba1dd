/** Auth: keys and tokens, and who is asking. */
export { type Identify, identifier } from './identify.ts'
export type { SigningKey } from './jwks.ts'
export { type KeepOnce, type Keys, loadKeys, newKeys } from './keys.ts'
export { mintToken, type Persona } from './mint.ts'
