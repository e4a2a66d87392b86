import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CannotStart } from './settings.ts'

const sources = ['src', 'index.html', 'vite.config.ts', 'package-lock.json']
/** What can end up in the browser; a changed server file is no reason to build. */
const isForBrowser =
  /(\.tsx|\.css|\.svg|\.po|\.html|lock\.json|vite\.config\.ts|contract\.ts|rules\.ts|rooms\.endpoints\.ts|\/shared\/.*\.ts|\/ui\/.*)$/

/** Whether `dist/web` is missing or older than what it is built from. */
export const isWebStale = async (root: string): Promise<boolean> => {
  const built = await stat(join(root, 'dist/web/.built')).catch(() => undefined)
  if (!built) return true
  for (const source of sources) if (await hasNewer(join(root, source), built.mtimeMs)) return true
  return false
}

/** Builds the browser app into `dist/web`. Throws CannotStart with what the build said. */
export const buildWeb = async (root: string, signal?: AbortSignal): Promise<void> => {
  const began = new Date()
  await removeOldAssets(join(root, 'dist/web/assets'))
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  await new Promise<void>((done, fail) => {
    let text = ''
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    })
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
    child.on('error', fail)
    child.on('close', (code) => (code === 0 ? done() : fail(new CannotStart(`The browser app could not be built:\n${text.trim()}`))))
  })
  const stamp = join(root, 'dist/web/.built')
  await writeFile(stamp, '')
  // A source that changed while we built is newer than the build.
  await utimes(stamp, began, began)
}

const keptDays = 30

/** Files of builds that nobody serves any more. */
const removeOldAssets = async (folder: string): Promise<void> => {
  const oldest = Date.now() - keptDays * 86_400_000
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    if ((await stat(path)).mtimeMs < oldest) await rm(path)
  }
}

const hasNewer = async (path: string, than: number): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined)
  if (!found) return false
  if (!found.isDirectory()) return isForBrowser.test(path) && !path.endsWith('.test.ts') && found.mtimeMs > than
  for (const entry of await readdir(path)) if (await hasNewer(join(path, entry), than)) return true
  return false
}
