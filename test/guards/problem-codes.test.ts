import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { permissions } from '#shared/config.ts'

/** What contracts say that a caller may be refused with. */
const listed = async (): Promise<Set<string>> => {
  const codes: string[] = []
  for await (const file of glob('src/rooms/*/{contract,*.contract}.ts')) {
    const exported: { problemCodes?: readonly string[] } = await import(pathToFileURL(join(process.cwd(), file)).href)
    codes.push(...(exported.problemCodes ?? []))
  }
  return new Set(codes)
}

const inCode = async (files: string, words: string): Promise<string[]> => {
  const codes: string[] = []
  const saying = new RegExp(`(?:\\b(?:${words})\\(|\\bcode:)\\s*'([a-z-]+\\.[a-z-]+)'`, 'g')
  for await (const file of glob(files))
    if (!/\.test(-kit)?\.ts$/.test(file)) for (const [, code] of (await readFile(file, 'utf8')).matchAll(saying)) if (code) codes.push(code)
  return codes
}

it('a room that lists its problem codes lists every refusal of its rules that begins like them, and none that nothing refuses with', async () => {
  const codes = await listed()
  expect(codes.size).toBeGreaterThan(40)
  const beginnings = new Set([...codes].map((code) => code.split('.')[0]))
  const ruled = (await inCode('src/rooms/*/{rules,*.rules}.ts', 'refuse')).filter((code) => beginnings.has(code.split('.')[0]))
  expect(ruled.length).toBeGreaterThan(20)
  expect(ruled.filter((code) => !codes.has(code))).toEqual([])
  // What a role lacks is called after the permission.
  const said = [...permissions.map((permission) => `${permission}-not-granted`), ...(await inCode('src/**/*.ts', '\\w+'))]
  expect([...codes].filter((code) => !said.includes(code))).toEqual([])
})
