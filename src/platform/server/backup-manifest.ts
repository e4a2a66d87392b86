import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { jobsPath } from './queue-backup.ts'
import { CannotStart } from './settings.ts'

/** What a backup is of. Beside it in the folder: `tables/*.copy.gz`, `jobs.copy.gz`, `files/*`, and SHA256SUMS over all of them. */
export const Manifest = z.strictObject({
  format: z.literal(1),
  realm: z.enum(['real', 'demo']),
  /** The moment that every row is of. */
  madeAt: z.string(),
  postgres: z.string(),
  /** The newest migration that the database had. */
  migration: z.string(),
  /** The master keys that secrets in it were sealed with: their ids and what tells them from others, never the keys. */
  keys: z.array(z.strictObject({ kid: z.string(), fingerprint: z.string() })),
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()), rows: z.int().min(0) })),
  sequences: z.array(z.strictObject({ name: z.string(), value: z.string().regex(/^-?\d+$/), isCalled: z.boolean() })),
  /** How many jobs waited; absent in backups of a version that had no queue. */
  jobs: z.int().min(0).optional(),
  /** Kept beside the database: the heads of the audit log. */
  files: z.array(z.string()),
})
export type Manifest = z.infer<typeof Manifest>

export const manifestName = 'manifest.json'
export const sumsName = 'SHA256SUMS'
export const tablePath = (table: string) => `tables/${table}.copy.gz`
export const filePath = (name: string) => `files/${name}`

/** Every file that a manifest tells of, itself included. */
export const pathsOf = ({ tables, files, jobs }: Manifest): string[] => [
  manifestName,
  ...tables.map(({ name }) => tablePath(name)),
  ...(jobs === undefined ? [] : [jobsPath]),
  ...files.map(filePath),
]

/** The SHA-256 of a file, in hex. */
export const sumOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer) // read without an encoding
  return hash.digest('hex')
}

/** As `sha256sum` writes and checks it. */
export const sumsText = (sums: ReadonlyMap<string, string>): string => [...sums].map(([path, sum]) => `${sum}  ${path}\n`).join('')

/** The manifest of a folder, every byte of which was compared with its sum. Throws CannotStart and names what is not as it was written. */
export const readBackup = async (folder: string): Promise<Manifest> => {
  const sums = await readSums(folder)
  const there = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .filter((path) => path !== sumsName)
  const missing = [...sums.keys()].find((path) => !there.includes(path))
  if (missing) throw damaged(folder, `${missing} is missing`)
  const strange = there.find((path) => !sums.has(path))
  if (strange) throw damaged(folder, `${strange} is none of its files`)
  for (const [path, sum] of sums) if ((await sumOf(join(folder, path))) !== sum) throw damaged(folder, `${path} was changed`)
  const parsed = Manifest.safeParse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')))
  if (!parsed.success)
    throw new CannotStart(`The backup in ${folder} was made by a version that writes them otherwise. Restore it with that version.`)
  const named = pathsOf(parsed.data)
  if (named.length !== sums.size || named.some((path) => !sums.has(path))) throw damaged(folder, 'its files are not those of its manifest')
  return parsed.data
}

const readSums = async (folder: string): Promise<Map<string, string>> => {
  const text = await readFile(join(folder, sumsName), 'utf8').catch((cause: unknown) => {
    throw new CannotStart(`${folder} holds no backup: there is no ${sumsName} in it.`, { cause })
  })
  const sums = new Map<string, string>()
  for (const line of text.slice(0, -1).split('\n')) {
    const [, sum, path] = /^([\da-f]{64}) {2}([\w./-]+)$/.exec(line) ?? []
    if (!sum || !path || sums.has(path)) throw damaged(folder, `${sumsName} was changed`)
    sums.set(path, sum)
  }
  if (sumsText(sums) !== text || !sums.has(manifestName)) throw damaged(folder, `${sumsName} was changed`)
  return sums
}

const damaged = (folder: string, what: string) =>
  new CannotStart(`The backup in ${folder} is damaged: ${what}. Nothing was restored; use another one.`)
