import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { expect, test } from 'vitest'
import config from '../portal.config.ts'
import { parseConfig } from '#shared/config.ts'

const { branding, products, models, activityMetrics, contactTypes, partnerTiers } = parseConfig(config)

/** Words that are the shipped deployment's own. Those that any English sentence may hold ("users", "Sales") can't be told apart. */
const ownWords = [
  branding.name,
  branding.vendor,
  branding.vendor.split(' ')[0] ?? '',
  branding.colour,
  ...products.map(({ name }) => name),
  ...activityMetrics.map(({ name }) => name).filter((name) => name.includes(' ')),
  ...models.map(({ badge }) => badge).filter((badge) => badge === badge.toUpperCase()),
]
/** Its codes, as they would stand in a program: between quotes. */
const ownCodes = [
  ...products.map(({ code }) => code),
  ...models.map(({ code }) => code),
  ...activityMetrics.map(({ code }) => code),
  ...contactTypes.map(({ code }) => code).filter((code) => code.includes('-')),
  ...products.map(({ units }) => units).filter((units) => units !== units.toLowerCase()),
  ...partnerTiers,
]

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
const isOurs = (path: string) => !/(^|\/)demo\/|\.test\.tsx?$|\.test-kit\.ts$/.test(path)

test('nothing of the shipped deployment is written into the program or its texts', async () => {
  const found: string[] = []
  let files = 0
  for await (const path of glob('src/**/*.{ts,tsx,css,po}')) {
    if (!isOurs(path)) continue
    files++
    const source = withoutComments(readFileSync(path, 'utf8'))
    for (const word of ownWords) if (source.includes(word)) found.push(`${path}: ${word}`)
    for (const code of ownCodes) if (new RegExp(`['"\`]${code}['"\`]`).test(source)) found.push(`${path}: '${code}'`)
  }
  expect(files).toBeGreaterThan(150)
  expect(found).toEqual([])
})

test('the guard would find a hard-coded word', () => {
  expect(ownWords).toContain('Northwall')
  expect(ownWords).toContain('MSSP')
  expect(ownCodes).toContain('NET')
  expect(withoutComments("const a = 'NET' // as 'WEB'")).toBe("const a = 'NET'")
})
