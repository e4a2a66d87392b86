import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const path = 'docs/security.md'
const text = readFileSync(path, 'utf8')

/** The level of each requirement of ASVS 5.0.0, in its order, by section; chapters that are about nothing here are left out. */
const levels: Record<string, string> = {
  '1.1': '22', '1.2': '1111122223', '1.3': '112222222223', '1.4': '222', '1.5': '123',
  '2.1': '122', '2.2': '112', '2.3': '12223', '2.4': '23',
  '3.1': '3', '3.2': '113', '3.3': '12223', '3.4': '11222233', '3.5': '11122333', '3.6': '3', '3.7': '22333',
  '4.1': '12233', '4.2': '23333',
  '5.1': '2', '5.2': '112333', '5.3': '113', '5.4': '222',
  '6.1': '122', '6.2': '111111112222', '6.3': '11223333', '6.4': '112233', '6.5': '22222333', '6.6': '2223', '6.7': '33',
  '7.1': '222', '7.2': '1111', '7.3': '22', '7.4': '11222', '7.5': '223', '7.6': 'x2',
  '8.1': '1233', '8.2': '1123', '8.3': '133', '8.4': '23',
  '9.1': '111', '9.2': '1222',
  '11.1': '2233', '11.2': '22233', '11.3': '11233', '11.4': '1222', '11.5': '23', '11.6': '23', '11.7': '33',
  '12.1': '12233', '12.2': '11', '12.3': '22223',
  '13.1': '2333', '13.2': '222223', '13.3': '2233', '13.4': '1222233',
  '14.1': '22', '14.2': '12223333', '14.3': '122',
  '15.1': '12233', '15.2': '12233', '15.3': '1222222', '15.4': '3333',
  '16.1': '2', '16.2': '22222', '16.3': '2222', '16.4': '222', '16.5': '2223',
} // prettier-ignore
const known = new Map(Object.entries(levels).flatMap(([section, each]) => [...each].map((level, at) => [`${section}.${at + 1}`, level])))

type Row = { id: string; level: string; state: string; how: string; proof: string }
const rowsIn = (document: string): Row[] =>
  [...document.matchAll(/^\| (\d+\.\d+\.\d+) \| (\d) \| ([\w/]+) \| (.*?) \| ?(.*?) ?\|$/gm)].map(
    ([, id = '', level = '', state = '', how = '', proof = '']) => ({ id, level, state, how, proof }),
  )

/** Every test that is named with its file, and every file that is named alone. */
const testsIn = (document: string) =>
  [...document.matchAll(/`([\w./-]+\.ts)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title }))
const filesIn = (document: string) => [
  ...[...document.matchAll(/`((?:src|test|docs|bench|migrations)\/[\w./-]+\.\w+|package-lock\.json)`/g)].map(([, file = '']) => file),
  ...[...document.matchAll(/\]\(([\w./-]+)\)/g)].map(([, file = '']) => join(dirname(path), file)),
]

/** A test has its title as a text of its own; what is filled into it later stands in it as `%s`. */
const hasTitle = (source: string, title: string) => ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`))
const missingTests = (document: string) =>
  testsIn(document).filter(({ file, title }) => !existsSync(file) || !hasTitle(readFileSync(file, 'utf8'), title))

describe('docs/security.md', () => {
  it('names only tests that exist, by file and title', () => {
    expect(missingTests(text)).toEqual([])
    expect(testsIn(text).length).toBeGreaterThan(150)
    const invented = { file: 'test/canary.test.ts', title: 'sings' }
    expect(missingTests(`${text}\n\`${invented.file}\` “${invented.title}”`)).toEqual([invented])
  })

  it('names only files that exist', () => {
    expect(filesIn(text).filter((file) => !existsSync(file))).toEqual([])
    expect(filesIn(text).length).toBeGreaterThan(100)
  })

  it('names every guard', () => {
    const guards = readdirSync('test/guards').filter((name) => name.endsWith('.ts') && name !== 'security-doc.test.ts')
    expect([...guards, 'security-doc.test.ts'].filter((name) => !text.includes(`\`test/guards/${name}\``))).toEqual([])
    expect(guards.length).toBeGreaterThan(8)
  })

  it('answers for each requirement of levels 1 and 2 once, by its own number and level', () => {
    const rows = rowsIn(text)
    expect(rows.filter(({ id, level }) => known.get(id) !== level).map(({ id }) => id)).toEqual([])
    const ids = rows.map(({ id }) => id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    expect([...known].filter(([id, level]) => '12'.includes(level) && !ids.includes(id)).map(([id]) => id)).toEqual([])
  })

  it('says of each how it is met and what proves it, or what lacks', () => {
    const wrong = rowsIn(text).filter(({ state, how, proof }) => {
      const isProven = testsIn(proof).length > 0 || filesIn(proof).length > 0
      if (state === 'met' || state === 'part') return how.length < 4 || !isProven
      return !(state === 'no' || state === 'n/a') || how.length < 4
    })
    expect(wrong).toEqual([])
    const counted = Map.groupBy(rowsIn(text), ({ state }) => state)
    process.stdout.write(`ASVS 5.0.0: ${[...counted].map(([state, rows]) => `${rows.length} ${state}`).join(', ')}\n`)
  })
})
