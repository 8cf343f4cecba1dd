/**
 * Every limit of Offstage, by name and with its unit. A request beyond one is refused with a clear error,
 * never cut short silently. `test/tidy` asks that each has a unit and a docstring, and that something
 * enforces it.
 */

/** Bytes of a request's path and query together. */
export const urlBytesMax = 16_384

/** Bytes of all headers of a request together. */
export const headerBytesMax = 16_384

/** Bytes of a request body (10 MiB): room for `rowsPerInsertMax` rows of a kilobyte each. */
export const bodyBytesMax = 10 * 1024 * 1024

/** Bytes of each text in a refusal, which repeats what it refuses; an ellipsis stands for the rest. */
export const refusalBytesMax = 4000

/** Bytes of a bearer token; a longer one is not looked at. */
export const tokenBytesMax = 16_384

/** Levels of arrays and objects inside each other in a request's JSON. */
export const jsonDepthMax = 100

/** Rows of one response, as in Supabase's default; a client pages through more by `limit` and `offset`. */
export const rowsPerResponseMax = 1000

/** Rows of one insert or upsert. */
export const rowsPerInsertMax = 10_000

/** Columns, embeds and aggregates named in one `select`, its nested lists included. */
export const selectColumnsMax = 500

/** Levels of embeds inside each other in one `select`. */
export const embedDepthMax = 10

/** Embeds of one `select`, over all levels. */
export const embedsPerRequestMax = 50

/** Filters of one request, over all embeds and all levels of `and` and `or`. */
export const filtersPerRequestMax = 200

/** Levels of `and`, `or` and `not` inside each other in one filter. */
export const filterDepthMax = 20

/** Values of one `in` list, and of one `any` or `all` list. */
export const inListValuesMax = 10_000

/** Columns to order by in one request, over all embeds. */
export const orderColumnsMax = 50

/** Bytes of one pattern of `like` and `match`: matching takes longer, the longer the pattern. */
export const patternBytesMax = 1000

/** Words of one full-text query, stop words included. */
export const searchWordsMax = 100

/** Request shapes whose prepared statements are kept; the one unused for longest goes first. */
export const shapesCachedMax = 1000

/** Bytes of those shapes together, as JSON: a caller may send endless ones of a hundred kilobytes. */
export const shapesCachedBytesMax = 4 * 1024 * 1024

/** Bytes of the API's descriptions that are kept, one for each set of callers who reach the same (16 MiB). */
export const descriptionsCachedBytesMax = 16 * 1024 * 1024

/** Verified tokens that are kept; the one unused for longest goes first. */
export const tokensCachedMax = 10_000

/** Seconds by which the clocks of Offstage and of a token's issuer may differ. */
export const clockSkewSecondsMax = 30

/** Writes waiting for their turn to be committed; more are turned away at once. */
export const writeQueueMax = 10_000

/** Writes that share one commit, in 3 to 60 ms mostly; reads are served between two commits. */
export const writesPerCommitMax = 256

/** Rows inserted by the writes that share one commit; a larger insert has a commit of its own. */
export const rowsPerCommitMax = 4000

/** Milliseconds that one request may take. */
export const requestTimeoutMs = 30_000

/** Milliseconds that requests may wait until they are looked at; beyond, new ones are turned away. */
export const waitMsMax = 500

/** Bytes of all request bodies together that are being received or worked on (256 MiB). */
export const bodiesOpenBytesMax = 256 * 1024 * 1024

/** Milliseconds that a statement waits for another process to release the database file. */
export const busyTimeoutMs = 5000

/** Milliseconds between two attempts to write while another process does, in which reads are served. */
export const lockPauseMs = 25

/** Milliseconds that open requests are given to end when the server is told to stop. */
export const shutdownTimeoutMs = 10_000

/**
 * Rows that one statement may look at, by the database's own plan for it; a scan of this many takes about a
 * second.
 */
export const rowsVisitedMax = 10_000_000

/** Runs of a statement after which its cost is estimated anew: tables grow. */
export const estimateRunsMax = 256

/** Patterns of one list: `like(any).{…}`, `match(all).{…}`. */
export const patternsPerListValuesMax = 100

/** Milliseconds of `OFFSTAGE_BACKUP_EVERY` at least. */
export const backupEveryMsMin = 1000

/** Milliseconds of `OFFSTAGE_BACKUP_EVERY` at most (20 days): what a timer can count. */
export const backupEveryMsMax = 20 * 24 * 60 * 60 * 1000

/** Milliseconds until a scheduled backup that failed is tried again, where the next is not due before. */
export const backupRetryMs = 10 * 60 * 1000

/** Milliseconds that a scheduled backup may take (2 hours): while it copies, the write-ahead log grows. */
export const backupRunMsMax = 2 * 60 * 60 * 1000

/** Backups that are kept in one folder, at most. */
export const backupsKeptMax = 10_000

/** Milliseconds after which an unfinished backup of another machine counts as abandoned (a day). */
export const draftIdleMs = 24 * 60 * 60 * 1000

/** Readers that one server may have at most: threads that answer reads beside the main one. */
export const readersMax = 64

/** Milliseconds after which a reader that ended by itself is replaced. */
export const readerPauseMs = 500

/** Milliseconds that one statement may take on PostgreSQL, which then ends it. */
export const statementTimeoutMs = 30_000

/** Milliseconds in which PostgreSQL must take a connection. */
export const connectTimeoutMs = 5000

/** Milliseconds that a read waits for a replica to come to where the primary was; then that is asked. */
export const replicaWaitMsMax = 50

/** Milliseconds between two looks at a replica that is left out. */
export const replicaRestMs = 500

/** Statements on their way on one connection to PostgreSQL at a time: each waits for those before it. */
export const statementsPipelinedMax = 8

/** Statements waiting for a connection to PostgreSQL, of one pool; more are turned away at once. */
export const statementsWaitingMax = 1000

/** Statements that a pool of connections keeps prepared; then its connections are exchanged for new ones. */
export const statementsPreparedMax = 2000

/** Milliseconds that a statement waits for a connection to PostgreSQL before it is turned away. */
export const connectionWaitMsMax = 5000

/** Attempts at a write that PostgreSQL could not put in an order with others; then it is turned away. */
export const writeAttemptsMax = 10

/** Milliseconds between two attempts at a write, at most; how long exactly is left to chance. */
export const retryPauseMsMax = 200

/** Cost of a read, as PostgreSQL estimates it, from which it goes to the connections for slow reads. */
export const slowCostMin = 20_000
