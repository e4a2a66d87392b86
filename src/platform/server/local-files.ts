import { createHash, randomUUID } from 'node:crypto'
import { close, constants, createReadStream, createWriteStream, fstat, open as openFile } from 'node:fs'
import { chmod, lstat, mkdir, open, opendir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { checkedFolder, checkedKey, rangeWithin, type FileStore, type Head, type Kept } from './files.ts'

const [openFd, statFd, closeFd] = [promisify(openFile), promisify(fstat), promisify(close)]

/** Files that are still coming in. No key begins with a dot. */
const incoming = '.incoming'
const forgottenHours = 24

/**
 * Files in a folder of this machine, or of a disk that the machines share. Nobody but its owner may look into it. What a process that was
 * killed left half-written is not found under any key, and is swept away at a later start.
 */
export const openLocalFiles = async (root: string): Promise<FileStore> => {
  await mkdir(join(root, incoming), { recursive: true, mode: 0o700 })
  await chmod(root, 0o700)
  await sweep(join(root, incoming))
  const pathOf = (key: string) => join(root, checkedKey(key))
  return {
    put: (key, content, { signal } = {}) => put(root, pathOf(key), content, signal),
    get: async (key, range) => {
      const path = pathOf(key)
      // One that is opened stays what it was, whoever replaces or deletes it meanwhile. As a number: a handle that a reader forgets would
      // end the process.
      const fd = await orUndefined(openFd(path, constants.O_RDONLY | constants.O_NOFOLLOW))
      if (fd === undefined) return undefined
      try {
        const { size, mtimeMs } = await statFd(fd)
        const part = range && rangeWithin(range, size)
        return { head: headFrom(size, mtimeMs), content: createReadStream(path, { fd, ...part }) }
      } catch (error) {
        await closeFd(fd)
        throw error
      }
    },
    head: async (key) => {
      const found = await orUndefined(lstat(pathOf(key)))
      return found?.isFile() ? headFrom(found.size, found.mtimeMs) : undefined
    },
    delete: async (key) => {
      const path = pathOf(key)
      await rm(path, { force: true })
      await removeEmpty(root, dirname(path))
    },
    list: (folder) => list(root, checkedFolder(folder)),
  }
}

const put = async (root: string, path: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<Kept> => {
  const half = join(root, incoming, randomUUID())
  const hash = createHash('sha256')
  let size = 0
  const measured = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      size += chunk.byteLength
      yield chunk
    }
  }
  try {
    // `flush`: on the disk before it has its name.
    const file = createWriteStream(half, { mode: 0o600, flags: 'wx', flush: true })
    await (signal ? pipeline(content, measured, file, { signal }) : pipeline(content, measured, file))
    await move(half, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(half, { force: true })
    throw error
  }
  return { size, sha256: hash.digest('hex') }
}

/** Whoever deletes a neighbour may take the folder away in between. */
const move = async (half: string, path: string, triesLeft = 3): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    await rename(half, path)
  } catch (error) {
    if (triesLeft === 0 || !hasCode(error, ['ENOENT'])) throw error
    await move(half, path, triesLeft - 1)
  }
}

/** Folders that nothing is left in, up to the store's own: every file that comes and goes would leave some. */
const removeEmpty = async (root: string, folder: string): Promise<void> => {
  for (let at = folder; at !== root && at.startsWith(root); at = dirname(at))
    try {
      await rmdir(at)
    } catch (error) {
      if (hasCode(error, ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'])) return // somebody else's file stands there
      if (!hasCode(error, ['ENOENT'])) throw error
    }
}

// A name is as lasting as the folder that holds it.
const syncFolder = async (path: string) => {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function* list(root: string, folder: string): AsyncGenerator<Head & { key: string }> {
  const entries = await orUndefined(opendir(join(root, folder), { recursive: true }))
  if (!entries) return
  for await (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const key = relative(root, path)
    if (!entry.isFile() || key.startsWith('.')) continue
    const found = await orUndefined(lstat(path)) // deleted meanwhile
    if (found) yield { key, ...headFrom(found.size, found.mtimeMs) }
  }
}

const sweep = async (folder: string) => {
  const before = Date.now() - forgottenHours * 3_600_000
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    const found = await orUndefined(lstat(path))
    if (found && found.mtimeMs < before) await rm(path, { force: true })
  }
}

const headFrom = (size: number, mtimeMs: number): Head => ({
  size,
  changedAt: Temporal.Instant.fromEpochMilliseconds(Math.trunc(mtimeMs)),
})

const orUndefined = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    // Names of what never was a file: not there, a folder in its place or a file where a folder is needed, a link.
    if (hasCode(error, ['ENOENT', 'ENOTDIR', 'ELOOP'])) return undefined
    throw error
  }
}

const hasCode = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))
