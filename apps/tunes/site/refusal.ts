/** What the server refuses, in words for a listener. */
import type { PostgrestSingleResponse } from '@supabase/supabase-js'

/** A refusal with a sentence to show; the server's own words stay in `cause`. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

const SENTENCES: Readonly<Record<string, string>> = {
  '42501': 'That is not yours to change.',
  PGRST116: 'It is gone, or it is not yours to change.',
  PGRST301: 'Your session has ended. Choose who is listening again.',
  PGRST303: 'Your session has ended. Choose who is listening again.',
  '23505': 'It is there already.',
  '23503': 'It points at something that is gone.',
  '23514': 'That is not allowed here: too long, too short, or out of range.',
  '22001': 'That is too long.',
}

/** The data of an answer; throws `Refused` when the server said no. */
export function told<T>(answer: PostgrestSingleResponse<T>): T {
  if (answer.error === null) return answer.data
  const { code, message } = answer.error
  // supabase-js says a lost connection with an empty code.
  const sentence = SENTENCES[code] ?? (code === '' ? 'The server cannot be reached.' : message)
  throw new Refused(sentence, { cause: answer.error })
}

export function sentenceOf(error: unknown): string {
  return error instanceof Refused ? error.message : 'Something went wrong here. Try again.'
}
