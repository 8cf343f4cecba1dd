/** What happens to a request, step by step. */
export { NO_TRACE, Recorder, type StepTotal, type Trace } from './trace.ts'
