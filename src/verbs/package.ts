/** This package, as it lies on the disk. */
import { join, sep } from 'node:path'
import manifest from '../../package.json'

export const packageRoot = join(import.meta.dir, '../..')

export const { version } = manifest

/** Exact versions of what this package is developed with: a new project takes the same. */
export const toolVersions = manifest.devDependencies

/** Whether this is a copy that npm installed, rather than a checkout. */
export const isInstalled = packageRoot.split(sep).includes('node_modules')
