import { describe, expect, it } from 'vitest'
import { extensionsFor, fileIdsIn, keptName, kindFor, rangeAsked } from './rules.ts'

describe('a file’s name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Über die Brücke.pdf', 'Über die Brücke.pdf'],
    ['U\u0308ber.pdf', 'Über.pdf'],
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\me\\plan.docx', 'plan.docx'],
    ['..', ''],
    ['   ', ''],
    ['.htaccess', 'htaccess'],
    ['in\u202evoice\u2066.fdp.pdf', 'invoice.fdp.pdf'],
    ['tab\there\0and\r\nthere.txt', 'tabhereandthere.txt'],
    ['a"b<c>d:e|f?g*h.pdf', 'a_b_c_d_e_f_g_h.pdf'],
    ['trailing. . ', 'trailing'],
    ['half \ud83d.png', 'half .png'],
  ])('%j is kept as %j', (given, kept) => expect(keptName(given)).toBe(kept))

  it('is cut to 200 characters before its extension, and through no letter', () => {
    expect(keptName(`${'x'.repeat(300)}.pdf`)).toBe(`${'x'.repeat(196)}.pdf`)
    const cut = keptName(`${'x'.repeat(195)}😀😀.pdf`)
    expect(cut).toBe(`${'x'.repeat(195)}.pdf`)
    expect(cut.isWellFormed()).toBe(true)
  })
})

describe('what is taken', () => {
  it('follows from the last extension and from what it is for', () => {
    expect(kindFor('a.PDF', 'document')?.mime).toBe('application/pdf')
    expect(kindFor('a.pdf.exe', 'document')).toBeUndefined()
    expect(kindFor('a.pdf', 'image')).toBeUndefined()
    expect(kindFor('a.svg', 'image')).toBeUndefined()
    expect(kindFor('a.docm', 'document')).toBeUndefined()
    expect(kindFor('a', 'document')).toBeUndefined()
    expect(kindFor('a.__proto__', 'document')).toBeUndefined()
    expect(kindFor('a.constructor', 'document')).toBeUndefined()
    expect(extensionsFor('captions')).toEqual(['vtt'])
  })
})

describe('ids of files', () => {
  it('are found wherever they stand, once each, and nothing else is', () => {
    const blocks = [
      { settings: { fileId: 'fil_8Fk2pQ7x', list: [{ id: 'fil_8Fk2pQ7x' }, 'fil_abcdefgh'] }, text: 'see fil_notAnId1 there' },
      null,
    ]
    expect(fileIdsIn(blocks)).toEqual(['fil_8Fk2pQ7x', 'fil_abcdefgh'])
    expect(fileIdsIn(undefined)).toEqual([])
  })
})

describe('a part of a file', () => {
  it.each([
    [undefined, 'whole'],
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=900-', { start: 900, end: 999 }],
    ['bytes=-100', { start: 900, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['bytes=990-5000', { start: 990, end: 999 }],
    ['bytes=1000-', 'none'],
    ['bytes=-0', 'none'],
    ['bytes=9-1', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['lines=0-1', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=1e3-', 'whole'],
  ])('%j of 1,000 bytes is %j', (header, part) => expect(rangeAsked(header, 1_000)).toEqual(part))
})
