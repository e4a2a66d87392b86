import type { Readable } from 'node:stream'
import type { Member, Officer } from '#shared/actor.ts'
import { Problem } from '#shared/problem.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import type { Head } from '#server/files.ts'
import { countDownload } from './actions.ts'
import { isImage, isPlayed, rangeAsked, type AskedRange, type ImageSize } from './rules.ts'
import * as store from './store.ts'

/** Who opens files: somebody in a partnership, or the vendor's staff outside any. */
export type Reader = Member | Officer

export type Opened = { name: string; mime: string; head: Head; content: Readable }

/** To be saved; counted when it is a member who saves it. `room`: where from. 409 while it waits to be looked at, and when it is infected. */
export const openDownload = async (
  portal: Portal,
  reader: Reader,
  { id, room }: { id: string; room: string | undefined },
): Promise<Opened> => {
  const row = await openable(reader, id)
  const opened = await fromStore(portal, row, 'full')
  try {
    await asActor(reader, async (tx) => {
      const roomId = room === undefined ? null : tx.ids.inner('rom', room)
      if (reader.kind !== 'officer') await countDownload(tx, reader, { fileId: row.id, roomId })
    })
  } catch (error) {
    opened.content.destroy()
    throw error
  }
  return opened
}

/** One of an image's sizes. */
export const openImage = async (portal: Portal, reader: Reader, { id, size }: { id: string; size: ImageSize }): Promise<Opened> => {
  const row = await openable(reader, id)
  if (!isImage(row.mime)) throw noImage()
  const opened = await fromStore(portal, row, size)
  return { ...opened, mime: size === 'full' ? row.mime : 'image/webp' }
}

/** What a page plays, or the part of it that the player asks for. */
export const openMedia = async (
  portal: Portal,
  reader: Reader,
  { id, range }: { id: string; range: string | undefined },
): Promise<Opened & { part: AskedRange }> => {
  const row = await openable(reader, id)
  if (!isPlayed(row.mime)) throw noImage()
  const part = rangeAsked(range, row.size)
  return { ...(await fromStore(portal, row, 'full', part)), part }
}

const noImage = () => new Problem('file.no-image', 409, { publicMessage: 'This file can be downloaded, not shown.' })

const openable = async (reader: Reader, id: string): Promise<store.Row> => {
  const row = await asActor(reader, (tx) => store.getRow(tx, id))
  if (row.state === 'quarantined')
    throw new Problem('file.not-checked', 409, { publicMessage: 'This file is still being checked. Try again in a moment.' })
  if (row.state === 'infected')
    throw new Problem('file.infected', 409, { publicMessage: 'This file held malware and was taken away. Bring a clean one.' })
  return row
}

const fromStore = async ({ files }: Portal, row: store.Row, size: ImageSize, part: AskedRange = 'whole'): Promise<Opened> => {
  const found = await files.get(`${row.file_key}/${size}`, part === 'whole' || part === 'none' ? undefined : part)
  if (!found) throw new Problem('file.gone', 409, { publicMessage: 'This file is not in the store any more. Bring it again.' })
  return { name: row.name, mime: row.mime, ...found }
}
