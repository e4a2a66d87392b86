import { encode } from 'uqr'
import { expect, it } from 'vitest'
import { drawQr } from './qr.tsx'

it('a QR code is drawn as it was made, square by square', () => {
  const text = 'otpauth://totp/Portal:anna%40meridian.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Portal'
  const { size, path } = drawQr(text)
  const made = encode(text, { ecc: 'M', border: 4 }).data
  const drawn = made.map((line) => line.map(() => false))
  for (const [, x, y, length, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H(\d+)z/g)) {
    expect(back).toBe(x)
    for (let at = 0; at < Number(length); at++) drawn[Number(y)]?.splice(Number(x) + at, 1, true)
  }
  expect(path.replaceAll(/M\d+ \d+h\d+v1H\d+z/g, '')).toBe('')
  expect(size).toBe(made.length)
  expect(drawn).toEqual(made)
})
