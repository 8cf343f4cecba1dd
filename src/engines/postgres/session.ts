/** One connection, as the steps of a schema change use it: statement after statement. */

export interface Session {
  unsafe(text: string, values?: unknown[]): PromiseLike<unknown>
}

/** The rows of a statement. */
export async function rowsOf<Row>(session: Session, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await session.unsafe(text, values)) as Row[]
}
