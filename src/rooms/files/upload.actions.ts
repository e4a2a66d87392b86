import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Member, Officer } from '#shared/actor.ts'
import { Problem } from '#shared/problem.ts'
import { asActor, insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import type { FileStore } from '#server/files.ts'
import { addJob } from '#server/jobs.ts'
import type { StoredFile } from './contract.ts'
import { inspect, type Inspected } from './inspect.ts'
import { damaged, notTaken, tooLarge } from './refusals.ts'
import { broughtAtOnce, extensionsFor, keptName, kindFor, mayUpload, type FileKind, type Purpose } from './rules.ts'
import { keysOf, scanJob } from './scan.actions.ts'
import * as store from './store.ts'

export type Brought = {
  name: string
  purpose: Purpose
  content: AsyncIterable<Uint8Array>
  /** As the request says, if it does. */ length: number | undefined
  /** The host that it was copied from. */ from?: string
}

/**
 * Takes a file: into a folder of this machine while it is looked into, then into the store. All of it or nothing; what breaks off leaves no
 * trace. 403 for who may not, 413, 415 and 409 as the contract lists them.
 */
export const takeFile = async (
  portal: Portal,
  actor: Member | Officer,
  { name: given, purpose, content, length, from }: Brought,
): Promise<StoredFile> => {
  insist(mayUpload(actor, purpose))
  const name = keptName(given)
  if (name === '') throw new Problem('file.name-unusable', 400, { publicMessage: 'The file has no name that can be kept. Rename it, and bring it again.' }) // prettier-ignore
  const kind = kindFor(name, purpose)
  if (!kind) throw notTaken(`Files like ${name} are not taken here. Bring one of these: ${extensionsFor(purpose).join(', ')}.`)
  insistLength(portal, length)
  return oneOfFew(actor.userId, () => taken(portal, actor, { name, purpose, kind, content, length, from }))
}

type Accepted = { name: string; purpose: Purpose; kind: FileKind; from: string | undefined }

const taken = async (
  portal: Portal,
  actor: Member | Officer,
  { content, length, ...accepted }: Accepted & Pick<Brought, 'content' | 'length'>,
): Promise<StoredFile> => {
  await insistRoomFor(portal, actor, length ?? 0)
  const folder = await mkdtemp(join(tmpdir(), 'portal-upload-'))
  try {
    const path = join(folder, 'brought')
    await receive(portal, content, path)
    return await keep(portal, actor, { ...accepted, inspected: await inspect(accepted.kind, path, folder) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** How many somebody's files are on their way in this process. */
const onTheirWay = new Map<number, number>()

const oneOfFew = async <T>(userId: number, work: () => Promise<T>): Promise<T> => {
  const before = onTheirWay.get(userId) ?? 0
  if (before >= broughtAtOnce)
    throw new Problem('file.too-many-at-once', 429, {
      publicMessage: `You are bringing ${broughtAtOnce} files already. Wait until one of them has arrived.`,
    })
  onTheirWay.set(userId, before + 1)
  try {
    return await work()
  } finally {
    const left = (onTheirWay.get(userId) ?? 1) - 1
    if (left > 0) onTheirWay.set(userId, left)
    else onTheirWay.delete(userId)
  }
}

/** Before anything is received: what has no room fills no disk on its way. It is counted again when it is kept. */
const insistRoomFor = async (portal: Portal, actor: Member | Officer, length: number): Promise<void> => {
  if (actor.kind === 'officer') return
  const total = await asActor(actor, (tx) => store.sumOfPartner(tx, actor.partnerId))
  if (total + length > portal.uploads.partnerBytes) throw noRoom()
}

/** As much as a request or a server says that will come; 413. */
export const insistLength = (portal: Portal, length: number | undefined): void => {
  if (length !== undefined && length > portal.uploads.maxBytes) throw overTheTop(portal)
}

const overTheTop = ({ uploads }: Portal) => tooLarge(`A file may have ${Math.floor(uploads.maxBytes / 1_000_000)} MB at the most.`)

const receive = async (portal: Portal, content: AsyncIterable<Uint8Array>, path: string): Promise<void> => {
  let size = 0
  const counted = async function* () {
    for await (const chunk of content) {
      size += chunk.byteLength
      if (size > portal.uploads.maxBytes) throw overTheTop(portal)
      yield chunk
    }
  }
  try {
    await pipeline(counted, createWriteStream(path, { mode: 0o600, flags: 'wx' }))
  } catch (cause) {
    if (isHungUp(cause))
      throw new Problem('file.broken-off', 400, { publicMessage: 'The file did not arrive whole. Nothing was kept.', cause })
    throw cause
  }
  if (size === 0) throw damaged('The file is empty.')
}

const isHungUp = (error: unknown) =>
  error instanceof Error && 'code' in error && ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(String(error.code))

const keep = async (
  portal: Portal,
  actor: Member | Officer,
  { name, purpose, from, inspected }: Accepted & { inspected: Inspected },
): Promise<StoredFile> => {
  const { files, uploads } = portal
  const key = `uploads/${randomBytes(16).toString('hex')}`
  const { picture } = inspected
  try {
    const { size, sha256 } = await files.put(`${key}/full`, createReadStream(inspected.full))
    if (picture) for (const one of ['web', 'thumb'] as const) await files.put(`${key}/${one}`, createReadStream(picture[one]))
    return await asActor(actor, async (tx) => {
      const owner = actor.kind === 'officer' ? null : { partnerId: actor.partnerId, partnershipId: actor.partnershipId }
      if (owner) {
        await store.lockPartner(tx, owner.partnerId)
        if ((await store.sumOfPartner(tx, owner.partnerId)) + size > uploads.partnerBytes) throw noRoom()
      }
      const row = await store.addFile(tx, {
        owner, userId: actor.userId, purpose, name, mime: inspected.mime, size, sha256, key, uploadedAt: portal.now(),
        width: picture?.width ?? null, height: picture?.height ?? null, state: uploads.scanner ? 'quarantined' : 'clean',
      }) // prettier-ignore
      await tell(tx, 'file.added', { actor, facts: { fileId: row.id, file: name, size, ...(from === undefined ? {} : { from }) } })
      if (uploads.scanner) await addJob(tx, scanJob, { fileId: row.id })
      return store.fileFrom(tx, row)
    })
  } catch (error) {
    await removeAll(files, key)
    throw error
  }
}

const noRoom = () =>
  new Problem('file.no-room', 409, {
    publicMessage: 'Your company’s share of the store is used up. Ask your partner manager for more, or bring a smaller file.',
  })

const removeAll = async (files: FileStore, key: string) => {
  for (const one of keysOf(key)) await files.delete(one)
}
