/** A reader: a thread that answers reads by itself and hands every other request to the main thread. */
import { Refusal } from '../base/errors.ts'
import {
  type FromReader,
  movedWith,
  type RequestLetter,
  type ResponseLetter,
  requestLetter,
  responseOf,
} from './letters.ts'

type Answer = (request: Request) => Response | Promise<Response>

/** Methods that may write: one thread writes, so that writes that wait together share a commit. */
const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

export class Reader {
  private next = 0
  private readonly waiting = new Map<number, (response: ResponseLetter) => void>()

  /**
   * @param read answers reads
   * @param post sends a letter to the main thread
   */
  constructor(
    private readonly read: Answer,
    private readonly post: (letter: FromReader, moved: ArrayBuffer[]) => void,
  ) {}

  answer(request: Request): Response | Promise<Response> {
    return isForMain(request) ? this.handOn(request) : this.read(request)
  }

  /** To be told of each response of the main thread. */
  take(letter: ResponseLetter): void {
    const resolve = this.waiting.get(letter.id)
    this.waiting.delete(letter.id)
    resolve?.(letter)
  }

  private async handOn(request: Request): Promise<Response> {
    const id = this.next++
    const letter = await arrived(requestLetter(id, request))
    const { promise, resolve } = Promise.withResolvers<ResponseLetter>()
    this.waiting.set(id, resolve)
    this.post(letter, movedWith(letter))
    return responseOf(await promise)
  }
}

/** What is counted is counted in every thread: the main one asks all. */
function isForMain({ method, url }: Request): boolean {
  return WRITES.has(method) || /\/metrics(?:\?|$)/.test(url)
}

async function arrived(letter: Promise<RequestLetter>): Promise<RequestLetter> {
  try {
    return await letter
  } catch {
    throw new Refusal(400, 'PGRST102', 'The connection was closed before all of the body had come')
  }
}
