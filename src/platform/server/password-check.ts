import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { refuse, type Verdict } from '#shared/actor.ts'
import { fieldProblem } from '#shared/problem.ts'
import { mayBePassword } from '#shared/password-policy.ts'
import type { Portal } from './deployment.ts'
import { CannotStart } from './settings.ts'

/** What the check needs of the portal. */
export type Policing = Pick<Portal, 'config' | 'breachedList'>

/** Whether the person may have the password: by the policy, and by the list of passwords known to have leaked when there is one. */
export const checkPassword = async (
  { config, breachedList }: Policing,
  password: string,
  { email, name }: { email: string; name: string },
): Promise<Verdict> => {
  const portalNames = [config.branding.name, config.branding.vendor]
  const verdict = mayBePassword(password, { email, name, portalNames }, isCommon)
  if (!verdict.may || !breachedList || !(await isListed(breachedList, password))) return verdict
  return refuse('password.breached', 'It is on a list of passwords that leaked somewhere. Choose another one.')
}

/** The same, as the problem of the form's field. */
export const insistPassword = async (portal: Policing, password: string, person: { email: string; name: string }): Promise<void> => {
  const verdict = await checkPassword(portal, password, person)
  if (!verdict.may) throw fieldProblem(verdict.code, 400, { path: 'password', message: verdict.reason })
}

let common: ReadonlySet<string> | undefined
const isCommon = (piece: string) => {
  common ??= new Set(
    readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
      .split(/\s+/)
      .filter(Boolean),
  )
  return common.has(piece)
}

/** Throws CannotStart when the list is not what it should be: lines `SHA-1 in capitals[:count]`, sorted. */
export const insistBreachedList = async (path: string): Promise<void> => {
  const file = await open(path).catch((cause: unknown) => {
    throw new CannotStart(`BREACHED_LIST_FILE names ${path}, which can't be read.`, { cause })
  })
  try {
    const { size } = await file.stat()
    const samples = await Promise.all([0, 0.25, 0.5, 0.75].map((part) => hashFrom(file, Math.floor(size * part))))
    const hashes = samples.map((hash) => hash ?? '')
    if (!hashes.every((hash, at) => /^[0-9A-F]{40}$/.test(hash) && hash >= (hashes[at - 1] ?? '')))
      throw new CannotStart(`${path} is no sorted list of SHA-1 hashes, as docs/operations.md describes it for BREACHED_LIST_FILE.`)
  } finally {
    await file.close()
  }
}

/** Bisects the file on disk: a list of a thousand million lines takes about forty small reads and no memory. */
export const isListed = async (path: string, password: string): Promise<boolean> => {
  const wanted = createHash('sha1').update(password).digest('hex').toUpperCase()
  const file = await open(path)
  try {
    // The lowest place from which the next line is not below the wanted one.
    let [low, high] = [0, (await file.stat()).size]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const hash = await hashFrom(file, middle)
      if (hash === undefined || hash >= wanted) high = middle
      else low = middle + 1
    }
    return (await hashFrom(file, low)) === wanted
  } finally {
    await file.close()
  }
}

/** That of the first line that begins at or after the place; undefined at the end of the file. */
const hashFrom = async (file: FileHandle, place: number): Promise<string | undefined> => {
  // A line begins at the very place only when the sign before it ends another.
  const from = Math.max(0, place - 1)
  const { bytesRead, buffer } = await file.read(Buffer.alloc(160), 0, 160, from)
  const text = buffer.toString('latin1', 0, bytesRead)
  const skipped = place === 0 ? 0 : text.indexOf('\n') + 1
  if (place > 0 && skipped === 0) return undefined
  return /^[0-9A-F]+/.exec(text.slice(skipped))?.[0]
}
