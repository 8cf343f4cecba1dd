/** What happens to a request, step by step. */
export { NO_TRACE, Recorder, type Step, type Trace } from './trace.ts'
