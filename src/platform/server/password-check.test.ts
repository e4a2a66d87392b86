import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '#shared/config.ts'
import written from '../../../portal.config.ts'
import { checkPassword, insistBreachedList, isListed } from './password-check.ts'

const config = parseConfig(written)
const person = { email: 'anna@meridian.example', name: 'Anna' }
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-breached-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
const listOf = (name: string, lines: string[], end = '\n') => {
  const path = join(folder, name)
  writeFileSync(path, lines.join(end))
  return path
}

describe('the list that ships', () => {
  it('refuses what is tried first, and nothing that is only a few of its words among others', async () => {
    for (const password of ['welcomewelcome12', 'qwerty123qwerty123', 'Liverpool Liverpool', 'P@ssword P@ssword', 'admin123administrator'])
      expect(await checkPassword({ config }, password, person), password).toMatchObject({ may: false, code: 'password.common' })
    for (const password of ['summer rain over liverpool docks', 'a long enough passphrase', 'zufu-bipi-rara-temo-gado'])
      expect(await checkPassword({ config }, password, person), password).toEqual({ may: true })
  })
})

describe('a list of leaked passwords', () => {
  it('is searched on disk: every one of it is found, none beside it, with any ends of lines', async () => {
    const leaked = Array.from({ length: 400 }, (_, at) => `leaked passphrase number ${at}`)
    for (const [name, end, count] of [
      ['unix', '\n', ':3'],
      ['windows', '\r\n', ':123456'],
      ['bare', '\n', ''],
    ] as const) {
      const path = listOf(name, leaked.map((each) => `${sha1(each)}${count}`).toSorted(), end)
      for (const each of leaked) expect(await isListed(path, each), each).toBe(true)
      for (let at = 0; at < 400; at++) expect(await isListed(path, `another passphrase ${at}`)).toBe(false)
    }
  })

  it('may have one line, or none', async () => {
    const path = listOf('one', [`${sha1('the only one there is')}:1`])
    expect(await isListed(path, 'the only one there is')).toBe(true)
    expect(await isListed(path, 'some other passphrase')).toBe(false)
    expect(await isListed(listOf('none', []), 'the only one there is')).toBe(false)
  })

  it('refuses a password that nothing else is wrong with', async () => {
    const breachedList = listOf('checked', [sha1('harbour lantern quiet maple')])
    expect(await checkPassword({ config, breachedList }, 'harbour lantern quiet maple', person)).toMatchObject({
      code: 'password.breached',
    })
    expect(await checkPassword({ config, breachedList }, 'harbour lantern quiet birch', person)).toEqual({ may: true })
  })

  it('is refused at start when it is missing, unsorted or something else', async () => {
    const hashes = Array.from({ length: 50 }, (_, at) => sha1(String(at)))
    await expect(insistBreachedList(listOf('sorted', hashes.toSorted()))).resolves.toBeUndefined()
    await expect(insistBreachedList(join(folder, 'missing'))).rejects.toThrow(/BREACHED_LIST_FILE names .*missing, which can't be read/)
    await expect(insistBreachedList(listOf('unsorted', hashes.toSorted().toReversed()))).rejects.toThrow(/is no sorted list/)
    await expect(insistBreachedList(listOf('words', ['password', 'qwerty']))).rejects.toThrow(/is no sorted list/)
  })
})
