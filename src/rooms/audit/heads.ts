import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Keyring } from '#server/keys.ts'
import { headText, type Head } from './chain.rules.ts'

const Line = z.object({ seq: z.int().positive(), seal: z.string(), kid: z.string(), at: z.string(), mac: z.string(), macKid: z.string() })

/** Adds a signed head to the file, and waits until the disk has it. */
export const writeHead = async (path: string, keys: Keyring, head: Head): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const mac = keys.mac('audit', headText(head)).toString('base64url')
  const file = await open(path, 'a', 0o600)
  try {
    await file.write(`${JSON.stringify({ ...head, mac, macKid: keys.kid })}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

export type Heads = { heads: Head[]; /** What is wrong with the file itself. */ fault: string | undefined }

/** The heads of the file, if there is one. A line that was changed or cut is a fault. */
export const readHeads = async (path: string, keys: Keyring): Promise<Heads> => {
  const written = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return ''
    throw cause
  })
  const heads: Head[] = []
  for (const [at, line] of written.split('\n').filter(Boolean).entries()) {
    const head = trueHead(line, keys)
    if (!head) return { heads, fault: `line ${at + 1} of ${path} is not what was written there` }
    heads.push(head)
  }
  return { heads, fault: undefined }
}

const trueHead = (line: string, keys: Keyring): Head | undefined => {
  try {
    const { mac, seq, seal, kid, at } = Line.parse(JSON.parse(line))
    const head = { seq, seal, kid, at }
    return keys.isMac('audit', headText(head), Buffer.from(mac, 'base64url')) ? head : undefined
  } catch {
    return undefined
  }
}
