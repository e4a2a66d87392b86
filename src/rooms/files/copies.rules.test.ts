import { describe, expect, it } from 'vitest'
import { copiedName, extensionOfPicture, isHostOf, mayCopyPictures } from './copies.rules.ts'

describe('a copy is called', () => {
  it.each([
    ['https://a.example/b/Chart.final.webp?x=y', 'Chart.final.png'],
    ['https://a.example/caf%C3%A9', 'café.png'],
    ['https://a.example/100%', '100%.png'],
    ['https://a.example/..%2f..%2fetc%2fpasswd', '../../etc/passwd.png'], // its last part is what is kept
    ['https://a.example/', 'picture.png'],
    ['https://a.example/-.png', 'picture.png'],
  ])('after its address: %s', (address, name) => expect(copiedName(address, 'png')).toBe(name))
})

describe('pictures are copied', () => {
  it('of any host where the configuration says so, of those that it names otherwise, and never by a demo', () => {
    expect(mayCopyPictures({ realm: 'real', hosts: 'any' }).may).toBe(true)
    expect([isHostOf('any', 'some.example'), isHostOf(['one.example'], 'one.example'), isHostOf(['one.example'], 'xone.example')]).toEqual([
      true,
      true,
      false,
    ])
    expect(mayCopyPictures({ realm: 'real', hosts: [] })).toMatchObject({ may: false, code: 'file.copies-are-off' })
    expect(mayCopyPictures({ realm: 'demo', hosts: 'any' })).toMatchObject({ may: false, code: 'file.not-in-demo' })
  })
  it.each([['image/png', 'png'], ['image/apng', 'png'], ['image/jpeg', 'jpg'], ['image/gif', 'gif'], ['image/webp', 'webp'], ['image/svg+xml', undefined], ['image/avif', undefined], ['text/html', undefined], [undefined, undefined]])('as what their bytes say: %s', (mime, extension) => expect(extensionOfPicture(mime)).toBe(extension)) // prettier-ignore
})
