/** Files on their way to the disk for good. */
import { closeSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs'
import { UsageError } from '../../base/errors.ts'

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** The digest of a file's bytes, as `sha256sum` prints it. */
export async function digestOf(path: string): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256')
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk)
  return hash.digest('hex')
}

/** Copies a file chunk by chunk, whatever its size. @returns the digest of what was copied */
export async function copyFile(from: string, to: string): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256')
  const file = openSync(to, 'wx')
  try {
    for await (const chunk of Bun.file(from).stream()) {
      hash.update(chunk)
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at)
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

/** A small file, in full. */
export function writeThrough(path: string, text: string): void {
  const file = openSync(path, 'w')
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Returns once the file, or the names in the folder, would survive a power cut. */
export function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A failure of the disk as what the person who asked can do about it. */
export function diskFailure(error: unknown, path: string): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UsageError(
        `There is no room on the disk of ${path}.`,
        'Make room, then run the command again.',
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UsageError(`${path} cannot be written.`, 'Check its folder and the disk.')
    case 'EEXIST':
      return existsAlready(path)
    default:
      return error
  }
}

export function existsAlready(path: string): UsageError {
  return new UsageError(
    `${path} exists already.`,
    'Name another file, or a folder: then each backup gets a name.',
  )
}
