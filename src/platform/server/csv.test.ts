import { describe, expect, it } from 'vitest'
import { csvLine } from './csv.ts'

describe('csvLine', () => {
  it('quotes every cell, doubles quotation marks and keeps line breaks inside', () =>
    expect(csvLine(['a', 'say "hi"', 'two\nlines', null, -3.5])).toBe('"a","say ""hi""","two\nlines","","-3.5"\r\n'))

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\uFEFF=1', '\u0000=1', '＝1', '＋1', '＠x'])(
    'defuses the formula %j',
    (text) => expect(csvLine([text])).toBe(`"'${text}"\r\n`),
  )

  it.each(['a=1', '1-2', 'anna@meridian.example', '10.0.0.0/24', ''])('leaves %j as it is', (text) =>
    expect(csvLine([text])).toBe(`"${text}"\r\n`),
  )
})
