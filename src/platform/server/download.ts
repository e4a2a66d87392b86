import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Readable, Writable } from 'node:stream'
import type { Answer } from './serve.ts'
import { writeWorkbook, type Row, type Sheet, type Workbook } from './xlsx.ts'

const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A file that is made as it is written. */
export type MadeFile = {
  /** With its extension. */
  name: string
  type: string
  /** Writes it and leaves the target open. Returns how many bytes it has. `wrote` is told of rows as they go by; what it throws ends it. */
  write: (target: Writable, wrote?: (rows: number) => void) => Promise<number>
}

/** Where a file goes that somebody asked for: to the browser that waits for it, or to be kept. */
export type Deliver = (file: MadeFile) => Promise<void>

/** `name` without extension. */
export const workbookFile = (name: string, workbook: Workbook): MadeFile => ({
  name: `${name}.xlsx`,
  type: WORKBOOK_TYPE,
  write: async (target, wrote) =>
    (await writeWorkbook(target, wrote ? { ...workbook, sheets: told(workbook.sheets, wrote) } : workbook)).bytes,
})

async function* told(sheets: Workbook['sheets'], wrote: (rows: number) => void): AsyncGenerator<Sheet> {
  for await (const sheet of sheets) yield { ...sheet, batches: toldBatches(sheet.batches, wrote) }
}

async function* toldBatches(batches: Sheet['batches'], wrote: (rows: number) => void): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches) {
    yield batch
    wrote(batch.length)
  }
}

/**
 * Answers with a file. It is written to a temporary file first: a failure half-way is still a proper problem, the length is known, and
 * somebody who downloads slowly doesn't hold a database connection.
 */
export const toBrowser =
  (answer: Answer): Deliver =>
  async ({ name, type, write }) => {
    const path = join(tmpdir(), `portal-${randomUUID()}`)
    const remove = () => rm(path, { force: true }).catch(() => undefined) // what stays behind is the temporary folder's to clean
    try {
      const size = await toFile(path, write)
      const content = createReadStream(path)
      content.on('close', () => void remove())
      sendAttachment(answer, { name, type, size }, content)
    } catch (error) {
      await remove()
      throw error
    }
  }

/** A file to be saved, never shown. */
export const sendAttachment = (answer: Answer, { name, type, size }: { name: string; type: string; size: number }, content: Readable) =>
  void answer.header('content-type', type).header('content-length', size).header('content-disposition', disposition(name)).send(content)

const toFile = async (path: string, write: (file: Writable) => Promise<number>): Promise<number> => {
  const file = createWriteStream(path, { mode: 0o600, flags: 'wx' })
  const done = finished(file)
  done.catch(() => undefined) // thrown below; the writer may hear of it first
  try {
    const bytes = await write(file)
    file.end()
    await done
    return bytes
  } finally {
    file.destroy()
  }
}

// RFC 8187 leaves these to its own use.
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

// RFC 6266: a plain name for old readers, the full one encoded.
const disposition = (name: string): string => {
  const plain = name.normalize('NFKD').replace(/[^\x20-\x7e]|["\\%;/]/g, '').trim() // prettier-ignore
  return `attachment; filename="${plain || 'download'}"; filename*=UTF-8''${encoded(name)}`
}
