import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { checkedFolder, checkedKey, rangeWithin, type FileStore, type Head } from '#server/files.ts'

/** Files in memory, which keep the promises of the real stores. */
export const memoryFiles = (): FileStore => {
  const kept = new Map<string, { bytes: Buffer; changedAt: Temporal.Instant }>()
  const headOf = (key: string): Head | undefined => {
    const found = kept.get(checkedKey(key))
    return found && { size: found.bytes.length, changedAt: found.changedAt }
  }
  return {
    put: async (key, content, { signal } = {}) => {
      checkedKey(key)
      const chunks: Uint8Array[] = []
      for await (const chunk of content) {
        signal?.throwIfAborted()
        chunks.push(chunk)
      }
      signal?.throwIfAborted()
      const bytes = Buffer.concat(chunks)
      kept.set(key, { bytes, changedAt: Temporal.Now.instant() })
      return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
    get: async (key, range) => {
      const head = headOf(key)
      const found = kept.get(key)
      if (!head || !found) return undefined
      const part = range && rangeWithin(range, head.size)
      return { head, content: Readable.from([part ? found.bytes.subarray(part.start, part.end + 1) : found.bytes]) }
    },
    head: async (key) => headOf(key),
    delete: async (key) => void kept.delete(checkedKey(key)),
    async *list(folder) {
      checkedFolder(folder)
      for (const key of [...kept.keys()]) {
        const head = headOf(key)
        if (head && key.startsWith(folder)) yield { key, ...head }
      }
    },
  }
}
