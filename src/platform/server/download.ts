import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import type { Answer } from './serve.ts'
import { writeWorkbook, type Workbook } from './xlsx.ts'

const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Answers with a workbook. `name` without extension. */
export const sendWorkbook = (answer: Answer, name: string, workbook: Workbook): Promise<undefined> =>
  sendFile(answer, `${name}.xlsx`, WORKBOOK_TYPE, async (file) => (await writeWorkbook(file, workbook)).bytes)

/**
 * Answers with a file that `write` writes, returning how many bytes. It is written to a temporary file first: a failure half-way is still
 * a proper problem, the length is known, and somebody who downloads slowly doesn't hold a database connection.
 */
export const sendFile = async (
  answer: Answer,
  name: string,
  type: string,
  write: (file: Writable) => Promise<number>,
): Promise<undefined> => {
  const path = join(tmpdir(), `portal-${randomUUID()}`)
  const remove = () => rm(path, { force: true }).catch(() => undefined) // what stays behind is the temporary folder's to clean
  try {
    const bytes = await toFile(path, write)
    const content = createReadStream(path)
    content.on('close', () => void remove())
    answer.header('content-type', type).header('content-length', bytes).header('content-disposition', disposition(name))
    answer.send(content)
    return undefined
  } catch (error) {
    await remove()
    throw error
  }
}

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

// RFC 6266: a plain name for old readers, the full one encoded.
const disposition = (name: string): string => {
  const plain = name.normalize('NFKD').replace(/[^\x20-\x7e]|["\\%;/]/g, '').trim() // prettier-ignore
  return `attachment; filename="${plain || 'download'}"; filename*=UTF-8''${encodeURIComponent(name)}`
}
