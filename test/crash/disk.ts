/** Small disks of the test's own, to be filled and to be made read-only. For root on Linux alone. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function run(...words: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(words)
  if (exitCode === 0) return stdout.toString().trim()
  throw new Error(`${words.join(' ')}: ${stderr.toString().trim()}`)
}

const MIB = 2 ** 20

export class Disk {
  readonly folder: string
  private readonly place: string
  private mounted = false

  /** @throws where this machine does not let us mount */
  constructor(private readonly mebibytes: number) {
    this.place = mkdtempSync(join(tmpdir(), 'offstage-disk-'))
    this.folder = join(this.place, 'mnt')
    try {
      run('mkdir', this.folder)
      writeFileSync(this.image, Buffer.alloc(mebibytes * MIB))
      run('mkfs.ext4', '-q', '-m', '0', this.image)
      this.mount('rw')
    } catch (error) {
      this.remove()
      throw error
    }
  }

  private get image(): string {
    return join(this.place, 'image')
  }

  private get ballast(): string {
    return join(this.folder, 'ballast')
  }

  /** With nothing on it open. */
  mount(how: 'rw' | 'ro'): void {
    if (this.mounted) run('umount', this.folder)
    this.mounted = false
    run('mount', '-o', `loop,${how}`, this.image, this.folder)
    this.mounted = true
  }

  /** As Linux does by itself when a disk fails under open files. */
  failToReadOnly(): void {
    run('mount', '-o', 'remount,abort', this.folder)
  }

  /** Fills what room there is, but for `spareBytes`. */
  fill(spareBytes = 0): void {
    const file = openSync(this.ballast, 'a')
    try {
      const chunk = Buffer.alloc(4096)
      for (let bytes = 0; bytes < this.mebibytes * MIB; bytes += chunk.length) writeSync(file, chunk)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    } finally {
      closeSync(file)
    }
    if (spareBytes === 0) return
    const size = Bun.file(this.ballast).size
    run('truncate', '-s', String(size - spareBytes), this.ballast)
  }

  /** Makes room again. */
  empty(): void {
    rmSync(this.ballast, { force: true })
  }

  remove(): void {
    if (this.mounted) run('umount', '-l', this.folder)
    this.mounted = false
    rmSync(this.place, { recursive: true, force: true })
  }
}

/** Why there can be no such disk here; null where there can. */
export function withoutDisks(): string | null {
  if (process.getuid?.() !== 0) return 'only root may mount'
  try {
    new Disk(1).remove()
    return null
  } catch (error) {
    return String(error)
  }
}
