import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ByteRange, FileStore } from './files.ts'

/** What every file store promises, whatever it keeps its files in. `open` gives an empty one. */
export const promisesOfFiles = (name: string, open: () => Promise<{ files: FileStore; close: () => Promise<void> }>) =>
  describe(`files in ${name}`, () => {
    let files: FileStore
    let close: () => Promise<void>
    beforeAll(async () => {
      ;({ files, close } = await open())
    })
    afterAll(() => close())

    const put = (key: string, ...chunks: (string | Buffer)[]) => files.put(key, Readable.from(chunks.map((chunk) => Buffer.from(chunk))))
    const read = async (key: string, range?: ByteRange) => {
      const found = await files.get(key, range)
      return found && (await buffer(found.content))
    }
    const keysIn = async (folder: string) => {
      const keys: string[] = []
      for await (const { key } of files.list(folder)) keys.push(key)
      return keys.toSorted()
    }

    it('are given back as they came, with their length and hash', async () => {
      const bytes = randomBytes(3_000_000)
      const kept = await put('kept/large', bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000))
      expect(kept).toEqual({ size: 3_000_000, sha256: createHash('sha256').update(bytes).digest('hex') })
      const found = await files.get('kept/large')
      expect(found?.head.size).toBe(3_000_000)
      expect(found && (await buffer(found.content)).equals(bytes)).toBe(true)
    })
    it('may be empty', async () => {
      expect((await put('kept/empty')).size).toBe(0)
      expect(await read('kept/empty')).toHaveLength(0)
    })
    it('say their size and when they were kept, without being read', async () => {
      const before = Temporal.Now.instant().subtract({ seconds: 2 })
      await put('kept/small', 'abc')
      const head = await files.head('kept/small')
      expect(head?.size).toBe(3)
      expect(head && Temporal.Instant.compare(head.changedAt, before)).toBe(1)
    })
    it('are read in parts', async () => {
      await put('kept/parts', '0123456789')
      expect(String(await read('kept/parts', { start: 2, end: 4 }))).toBe('234')
      expect(String(await read('kept/parts', { start: 8, end: 99 }))).toBe('89')
      await expect(files.get('kept/parts', { start: 10, end: 12 })).rejects.toThrow(RangeError)
      await expect(files.get('kept/parts', { start: 4, end: 3 })).rejects.toThrow(RangeError)
    })
    it('are not there when they never were', async () => {
      expect(await files.get('kept/nothing')).toBeUndefined()
      expect(await files.head('kept/nothing')).toBeUndefined()
      await files.delete('kept/nothing')
      expect(await keysIn('nowhere/')).toEqual([])
    })
    it('are replaced as a whole', async () => {
      await put('kept/twice', 'a long first text')
      await put('kept/twice', 'second')
      expect(String(await read('kept/twice'))).toBe('second')
    })
    it('stay what they were when what should replace them breaks off', async () => {
      await put('kept/broken', 'first')
      const half = async function* () {
        yield Buffer.from('half')
        throw new Error('the line went dead')
      }
      await expect(files.put('kept/broken', half())).rejects.toThrow('the line went dead')
      await expect(files.put('kept/broken-at-once', half())).rejects.toThrow('the line went dead')
      expect(String(await read('kept/broken'))).toBe('first')
      expect(await files.head('kept/broken-at-once')).toBeUndefined()
    })
    it('are given up when they are told to', async () => {
      const stop = new AbortController()
      const endless = async function* () {
        for (let at = 0; ; at++) {
          if (at === 3) stop.abort(new Error('enough'))
          yield Buffer.alloc(1_000)
        }
      }
      await expect(files.put('kept/endless', endless(), { signal: stop.signal })).rejects.toThrow(/abort|enough/)
      expect(await files.head('kept/endless')).toBeUndefined()
    })
    it('are gone once they are deleted, also for the list', async () => {
      await put('gone/one', '1')
      await put('gone/two', '22')
      expect(await keysIn('gone/')).toEqual(['gone/one', 'gone/two'])
      await files.delete('gone/one')
      expect(await files.get('gone/one')).toBeUndefined()
      expect(await keysIn('gone/')).toEqual(['gone/two'])
      expect(await keysIn('')).toContain('gone/two')
    })
    it('are read to the end by whoever began, although they are deleted meanwhile', async () => {
      const bytes = randomBytes(500_000)
      await put('kept/read', bytes)
      const found = await files.get('kept/read')
      await files.delete('kept/read')
      expect(found && (await buffer(found.content)).equals(bytes)).toBe(true)
    })
    it('are kept whole by two who keep the same key at once', async () => {
      const both = [randomBytes(400_000), randomBytes(300_000)]
      await Promise.all(both.map((bytes) => put('kept/raced', bytes)))
      const found = await read('kept/raced')
      expect(both.some((bytes) => found?.equals(bytes))).toBe(true)
    })

    const hostile = [
      '', 'single', '/etc/passwd', 'a/../../etc/passwd', '../x/y', 'a/..', 'a/./b', 'a//b', 'a/b/', 'A/B', 'a/b\0c', 'a/b\nc', 'a\\b/c', 'a/.hidden',
      '.incoming/x', 'a/%2e%2e/b', 'a/ü', 'a/b c', `a/${'x'.repeat(300)}`, 'a/b..c', 'con/x:y',
    ] // prettier-ignore
    it.each(hostile)('are not found or made under what is no key: %j', async (key) => {
      await expect((async () => put(key, 'x'))()).rejects.toThrow(RangeError)
      await expect((async () => files.get(key))()).rejects.toThrow(RangeError)
      await expect((async () => files.head(key))()).rejects.toThrow(RangeError)
      await expect((async () => files.delete(key))()).rejects.toThrow(RangeError)
    })
    it.each(['..', '../', 'a/../', '/', 'a', '.incoming/'])('are not listed in what is no folder: %j', async (folder) => {
      await expect(keysIn(folder)).rejects.toThrow(RangeError)
    })
  })
