import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { parse as parseAtOnce } from 'csv-parse/sync'
import { Problem } from '#shared/problem.ts'
import type { Columns } from './contract.ts'
import { chooseSeparator, layOut, separators, type Layout, type Separator } from './headers.rules.ts'

/** One row below the header. `line` is where it begins, as an editor counts. */
export type CsvRow = { line: number; cells: string[] }

export type CsvFile = {
  path: string
  bytes: number
  separator: Separator
  layout: Layout
  /** The rows, once; `seen` is told how many bytes were read. Throws Problem for text that can't be cut into rows. */
  rows: (seen?: (bytes: number) => void) => AsyncGenerator<CsvRow>
}

const longestRow = 65_536
const chunkSize = 262_144

export const unreadable = (path: string, reason: string, cause?: unknown) =>
  new Problem('import.unreadable-file', 400, { publicMessage: `${path}: ${reason}`, cause })

/** Opens a file and matches its first line with the columns. Throws Problem when the file as a whole is unusable, before any row is read. */
export const openCsv = async (path: string, columns: Columns): Promise<CsvFile> => {
  const { head, bytes } = await headOf(path)
  const hint = /^sep=(.)\r?\n/.exec(head)
  const named = separators.find((separator) => separator === hint?.[1])
  const firstRow = (separator: Separator) => splitFirst(head.slice(hint?.[0].length ?? 0), separator)
  const separator = named ?? chooseSeparator(firstRow, columns)
  const headers = firstRow(separator)
  if (!headers) throw unreadable(path, 'the first line can’t be cut into columns: a quotation mark is wrong there.')
  const laid = layOut(headers, columns)
  if ('refusals' in laid) throw unreadable(path, laid.refusals.join(' '))
  return { path, bytes, separator, layout: laid.layout, rows: (seen) => rowsOf(path, separator, hint ? 2 : 1, seen) }
}

/** The first 64 kB as text, when they can be a CSV file's. */
const headOf = async (path: string) => {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, 'there is no such file, or it may not be read.', cause)
  })
  if (!found.isFile()) throw unreadable(path, 'this is not a file.')
  const file = await open(path)
  const buffer = Buffer.alloc(Math.min(longestRow, found.size))
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
  await file.close()
  const start = buffer.subarray(0, bytesRead)
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) throw unreadable(path, 'this is an Excel workbook. Save it as "CSV UTF-8".')
  if (isUtf16 || start.includes(0)) throw unreadable(path, 'this is UTF-16 or no text at all. Save it as UTF-8 ("CSV UTF-8" in Excel).')
  const head = start.toString('utf8').replace(/^\ufeff/, '')
  if (head.trim() === '') throw unreadable(path, 'the file is empty; its first line has to name the columns.')
  return { head, bytes: found.size }
}

const splitFirst = (head: string, separator: Separator): string[] | undefined => {
  try {
    return parseAtOnce(head, { ...grammar(separator), to: 1 })[0]
  } catch {
    return undefined
  }
}

const grammar = (separator: Separator) => ({
  delimiter: separator,
  record_delimiter: ['\r\n', '\n', '\r'], // files that were glued together have several
  bom: true,
  skip_empty_lines: true,
  relax_column_count: true,
  max_record_size: longestRow,
})

async function* rowsOf(path: string, separator: Separator, skip: number, seen: (bytes: number) => void = () => {}): AsyncGenerator<CsvRow> {
  const lines = lineCounter()
  // Counted while parsing: rows that wait to be read are lost when a later one can't be cut.
  const lined = (cells: string[], { lines: ended }: { lines: number }): CsvRow => ({ line: lines.begin(cells, ended), cells })
  const parser = parse({ ...grammar(separator), on_record: lined as never }) // its types know only rows of text
  const source = createReadStream(path, { highWaterMark: chunkSize })
  // A failure reaches the loop below through the parser; the callback only keeps it from being thrown twice.
  pipeline(
    source,
    (chunks: AsyncIterable<Buffer>) => checkedChunks(path, chunks, seen),
    parser,
    () => {},
  )
  let count = 0
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) if (++count > skip) yield row
  } catch (error) {
    throw error instanceof CsvError ? unreadable(path, whyNotCut(error, lines.last()), error) : error
  } finally {
    source.destroy()
  }
}

/** Lines as an editor counts them: the parser takes a CRLF within quotation marks for two. */
const lineCounter = () => {
  let drift = 0
  let last = 0
  return {
    begin: (cells: readonly string[], ended: number) => {
      const breaks = ended - drift > last + 1 ? (cells.join('').match(/\r\n|\r|\n/g) ?? []) : []
      drift += breaks.filter((each) => each === '\r\n').length
      last = ended - drift
      return last - breaks.length
    },
    last: () => last,
  }
}

const whyNotCut = (error: CsvError, last: number) => {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `a quotation mark that opens after line ${last} is never closed.`
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `the row after line ${last} is longer than ${longestRow} characters; a quotation mark may not be closed there.`
  return `the row after line ${last} has a quotation mark inside a cell. Put such a cell in quotation marks and double the ones inside.`
}

/** Passes the bytes on as long as they are UTF-8; a character may lie across two chunks. */
async function* checkedChunks(path: string, chunks: AsyncIterable<Buffer>, seen: (bytes: number) => void): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  let bytes = 0
  let line = 1
  for await (const chunk of chunks) {
    const joined = rest.length ? Buffer.concat([rest, chunk]) : chunk
    const cut = wholeCharacters(joined)
    const ready = joined.subarray(0, cut)
    if (!isUtf8(ready)) throw notUtf8(path, line + lineOfFault(ready))
    line += countBreaks(ready)
    rest = joined.subarray(cut)
    bytes += chunk.length
    seen(bytes)
    yield ready
  }
  if (rest.length) throw notUtf8(path, line)
}

const notUtf8 = (path: string, line: number) =>
  unreadable(path, `line ${line} is not UTF-8 text (perhaps it was saved as Windows-1252 or Latin-1). Save the file as UTF-8.`)

/** How many bytes before the last character that is still incomplete. */
const wholeCharacters = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length - back : bytes.length
  }
  return bytes.length
}

const countBreaks = (bytes: Buffer): number => {
  let breaks = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) breaks++
  return breaks
}

const lineOfFault = (bytes: Buffer): number => {
  let line = 0
  for (let from = 0; ; line++) {
    const end = bytes.indexOf(10, from)
    if (end === -1 || !isUtf8(bytes.subarray(from, end))) return line
    from = end + 1
  }
}
