import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Database } from '#server/db.ts'
import { CannotStart } from '#server/settings.ts'
import type { PortalConfig } from '#shared/config.ts'
import { importFiles, type ImportFile, type ImportProgress } from './actions.ts'
import { FileKind, fileKinds } from './contract.ts'
import { barLine, outcomeLines } from './words.rules.ts'

export type ImportOrder = { files: ImportFile[]; dryRun: boolean; skipBad: boolean; notRead: string[] }

const howTo = `npm run import -- [--kind ${fileKinds.join('|')}] [--dry-run] [--skip-bad] FILE.csv or FOLDER`

/** What the command line asks for. A folder's files say by their name what they hold (usage-2026-10.csv). Throws CannotStart. */
export const readOrder = async (args: readonly string[]): Promise<ImportOrder> => {
  const { values, positionals } = parsed(args)
  if (positionals.length === 0) throw new CannotStart(`Say which file or folder to import:\n  ${howTo}`)
  const kind = values.kind === undefined ? undefined : FileKind.safeParse(values.kind).data
  if (values.kind !== undefined && kind === undefined)
    throw new CannotStart(`"${values.kind}" is no kind of file; --kind is one of ${fileKinds.join(', ')}.`)
  const files: ImportFile[] = []
  const notRead: string[] = []
  for (const path of positionals) {
    if (!(await isFolder(path))) files.push({ path, kind: kind ?? kindByName(path) ?? unnamed(path) })
    else if (kind) throw new CannotStart(`${path} is a folder; its files say their kind by name, so leave --kind out.`)
    else await readFolder(path, files, notRead)
  }
  if (files.length === 0)
    throw new CannotStart(
      `${positionals.join(', ')} holds no file to import. Files are called ${fileKinds.map((each) => `${each}.csv`).join(', ')}.`,
    )
  return { files, notRead, dryRun: values['dry-run'] ?? false, skipBad: values['skip-bad'] ?? false }
}

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { kind: { type: 'string' }, 'dry-run': { type: 'boolean' }, 'skip-bad': { type: 'boolean' } },
    })
  } catch (cause) {
    throw new CannotStart(`${cause instanceof Error ? cause.message : String(cause)}\n  ${howTo}`, { cause })
  }
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false

/** `usage.csv`, `usage-2026-10.csv` and `Usage 2.csv` hold usage. */
const kindByName = (path: string): FileKind | undefined => {
  const [, word] = /^([a-z]+)(?:[-_. ].*)?\.(?:csv|tsv|txt)$/.exec(basename(path).toLowerCase()) ?? []
  return fileKinds.find((kind) => kind === word)
}

const unnamed = (path: string): never => {
  throw new CannotStart(`What does ${path} hold? Its name does not say; add --kind ${fileKinds.join('|')}.`)
}

const readFolder = async (folder: string, files: ImportFile[], notRead: string[]) => {
  for (const name of (await readdir(folder)).toSorted()) {
    if (/\.errors\.csv$/i.test(name) || name.startsWith('.')) continue
    const kind = kindByName(name)
    if (kind) files.push({ path: join(folder, name), kind })
    else notRead.push(join(folder, name))
  }
}

type Terminal = { out: (text: string) => void; error: NodeJS.WriteStream }

/** Carries out an order and tells about it. The result is the exit code: 1 when a row was bad and bad rows were not to be skipped. */
export const runImport = async (
  order: ImportOrder,
  { database, config }: { database: Database; config: PortalConfig },
  terminal: Terminal,
): Promise<number> => {
  for (const path of order.notRead) terminal.out(`Not read: ${path} (its name does not say what it holds)`)
  const bar = drawBar(terminal.error)
  try {
    const outcome = await importFiles({ ...order, database, context: { config, now: Temporal.Now.instant() }, onProgress: bar.draw })
    bar.clear()
    terminal.out(outcomeLines(outcome, order).join('\n'))
    if (
      outcome.applied &&
      outcome.files.some(({ kind, parts }) => kind === 'users' && parts.some(({ what, added }) => what === 'people' && added > 0))
    )
      terminal.out('New people can sign in once they have a password: npm run password -- --email ADDRESS')
    return !order.skipBad && outcome.files.some(({ badRows }) => badRows > 0) ? 1 : 0
  } finally {
    bar.clear()
  }
}

/** One line that is drawn again on a terminal; a line now and then where the output is kept. */
const drawBar = (stream: NodeJS.WriteStream) => {
  const everyMs = stream.isTTY ? 200 : 5_000
  let latest: ImportProgress | undefined
  let stage = ''
  let began = 0
  const tick = () => {
    if (!latest) return
    const line = barLine({ ...latest, seconds: (performance.now() - began) / 1000 })
    stream.write(stream.isTTY ? `\r\x1b[K${line.slice(0, (stream.columns ?? 120) - 1)}` : `${line}\n`)
  }
  const timer = setInterval(tick, everyMs)
  timer.unref()
  return {
    draw: (progress: ImportProgress) => {
      if (`${progress.step} ${progress.path}` !== stage) began = performance.now()
      stage = `${progress.step} ${progress.path}`
      latest = progress
    },
    clear: () => {
      clearInterval(timer)
      if (latest && stream.isTTY) stream.write('\r\x1b[K')
      latest = undefined
    },
  }
}
