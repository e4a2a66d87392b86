import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../children.ts'
import type { Outcome } from '../outcome.ts'

type Module = { gzipBytes: number; imports: string[]; lazy: string[] }

/** Row 14: the script that a browser fetches before it shows anything, and with a room that is opened later. */
export const browserRows = async (): Promise<Outcome[]> => {
  const folder = join(root, 'dist/web')
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  const entries = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].flatMap(([, name]) => (name ? [name] : []))
  const modules = await readModules(join(folder, 'assets'), entries)
  const first = reachable(modules, entries)
  const sizeOf = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + (modules.get(name)?.gzipBytes ?? 0), 0) / 1000
  const rooms = [...modules.values()]
    .flatMap(({ lazy }) => lazy)
    .map((name) => ({ name, size: sizeOf(reachable(modules, [name]).difference(first)) }))
    .toSorted((a, b) => b.size - a.size)
  const largest = rooms[0] ?? { name: 'none', size: 0 }
  const figures = { firstLoad: sizeOf(first), modules: first.size, ...Object.fromEntries(rooms.map(({ name, size }) => [name, size])) }
  const row = (work: string, value: number, most: number): Outcome => ({
    ...{ row: '14', work, measured: `${value.toFixed(0)} kB`, baseline: '', value, target: { most }, unit: 'kB', figures },
  })
  return [
    row('script of the first load, gzip', figures.firstLoad, 250),
    row(`largest part that is fetched later (${largest.name})`, largest.size, 180),
  ]
}

/** The modules that the entries lead to, at once or later. */
const readModules = async (folder: string, entries: readonly string[]): Promise<Map<string, Module>> => {
  const modules = new Map<string, Module>()
  const open = [...entries]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (modules.has(name)) continue
    const text = await readFile(join(folder, name), 'utf8')
    const found = {
      imports: namesIn(text, /(?:\bfrom|\bimport)\s*["'`]([^"'`]+\.js)["'`]/g),
      lazy: namesIn(text, /\bimport\(\s*["'`]([^"'`]+\.js)["'`]/g),
    }
    modules.set(name, { gzipBytes: gzipSync(text, { level: 9 }).length, ...found })
    open.push(...found.imports, ...found.lazy)
  }
  return modules
}

const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, path]) => (path ? [basename(path)] : []))

const reachable = (modules: ReadonlyMap<string, Module>, from: readonly string[]): Set<string> => {
  const seen = new Set<string>()
  const open = [...from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    open.push(...(modules.get(name)?.imports ?? []))
  }
  return seen
}
