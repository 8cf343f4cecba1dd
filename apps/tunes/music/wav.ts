/** A WAV file: stereo, 16 bit, as every browser plays it (RIFF, "Multimedia Programming Interface", 1991). */
import type { Stereo } from './render.ts'
import { RATE } from './voices.ts'

const HEADER_BYTES = 44

export function wav({ left, right }: Stereo): Uint8Array<ArrayBuffer> {
  const dataBytes = left.length * 4
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes)
  const view = new DataView(bytes.buffer)
  const letters = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i))
  }
  letters(0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true)
  letters(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 2, true)
  view.setUint32(24, RATE, true)
  view.setUint32(28, RATE * 4, true)
  view.setUint16(32, 4, true)
  view.setUint16(34, 16, true)
  letters(36, 'data')
  view.setUint32(40, dataBytes, true)
  for (let i = 0, at = HEADER_BYTES; i < left.length; i++, at += 4) {
    view.setInt16(at, (left[i] as number) * 32767, true)
    view.setInt16(at + 2, (right[i] as number) * 32767, true)
  }
  return bytes
}
