import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { CannotStart } from './settings.ts'

/** Who lives and who died: the PostgreSQL over a folder, the process that started it, and the watch between them. */

export type Server = { pid: number; port: number }
export type Owner = { pid: number; name: string }

/** The PostgreSQL that runs over `folder` on this machine now. A lock file that a crash left behind is not one. */
export const serverOf = async (folder: string): Promise<Server | undefined> => {
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  if (!pid || !port) return undefined
  const command = await commandOf(pid)
  return command?.includes('postgres') && command.includes(folder) ? { pid, port } : undefined
}

/** The PostgreSQL that a killed owner left behind, or undefined. Throws CannotStart when its owner lives. */
export const insistNobodyRuns = async (dataDir: string): Promise<Server | undefined> => {
  const running = await serverOf(join(dataDir, 'postgres'))
  const owner = running && (await ownerOf(dataDir))
  if (owner)
    throw new CannotStart(
      `${owner.name} already runs over ${dataDir} (process ${owner.pid}). Stop it first, or set DATA_DIR to another folder.`,
    )
  return running
}

/** The living process that started the PostgreSQL of `dataDir`. */
export const ownerOf = async (dataDir: string): Promise<Owner | undefined> => {
  const written = await readFile(join(dataDir, 'embedded.owner.json'), 'utf8').catch(() => undefined)
  if (!written) return undefined
  const { pid, name, began } = JSON.parse(written) as Owner & { began: string } // only `recordOwner` writes it
  return (await beganAt(pid)) === began ? { pid, name } : undefined
}

export const recordOwner = async (dataDir: string, name: string) => {
  const path = join(dataDir, 'embedded.owner.json')
  await writeFile(`${path}.new`, JSON.stringify({ pid: process.pid, name, began: await beganAt(process.pid) }))
  await rename(`${path}.new`, path)
}

/** Stops a PostgreSQL whose owner was killed. */
export const stopOrphan = async ({ pid }: Server) => {
  kill(pid, 'SIGINT')
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (!isAlive(pid)) return
    await sleep(50)
  }
  kill(pid, 'SIGQUIT')
  await sleep(500)
}

/**
 * Ties the server's life to ours even when we are killed: a shell waits for the end of a pipe that only we hold.
 * With `folder` it also removes what a killed test run leaves. Returns the end of the watch.
 */
export const watchOver = (server: ChildProcess, folder: string | undefined): (() => void) => {
  if (process.platform === 'win32') return () => {}
  const script = `read -r _; kill -INT "$1" 2>/dev/null; [ -z "$2" ] && exit; n=0
    while kill -0 "$1" 2>/dev/null && [ $n -lt 100 ]; do n=$((n+1)); sleep 0.1; done; rm -rf -- "$2"`
  const watch = spawn('sh', ['-c', script, 'sh', String(server.pid), folder ?? ''], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  watch.on('error', () => {})
  letGo(watch)
  return () => watch.kill('SIGKILL')
}

/** A forgotten server must not keep a finished command from ending. */
export const letGo = (child: ChildProcess) => {
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as { unref?: () => void } | null)?.unref?.() // pipes are sockets, which have it
  child.stdout?.resume()
}

const kill = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal)
  } catch {
    // it went by itself
  }
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const commandOf = async (pid: number) => {
  if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined))?.replaceAll('\0', ' ')
  return isAlive(pid) ? ps(pid, 'command=') : undefined
}

/** Tells a process from a later one with the same number. Undefined when there is no such process. */
const beganAt = async (pid: number) => {
  if (process.platform !== 'linux') return isAlive(pid) ? ps(pid, 'lstart=') : undefined
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The name in parentheses may hold spaces; the start time is the 22nd field of all.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

const ps = async (pid: number, column: string) => {
  const { stdout } = await promisify(execFile)('ps', ['-o', column, '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout.trim() || undefined
}
