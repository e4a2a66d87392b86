import { describe, expect, it } from 'vitest'
import { isSmtpUrl } from './mail-address.ts'
import { readSettings } from './settings.ts'

const both = { SMTP_URL: 'smtps://portal:s%40crt@mail.example.com', MAIL_FROM: 'portal@vendor.example' }

describe('the settings of mail', () => {
  it.each(['smtp://mail.example.com', 'smtp://u:p@mail.example.com:587', 'smtps://[::1]:465/', 'smtp://localhost:25'])('take %s', (url) =>
    expect(isSmtpUrl(url)).toBe(true),
  )
  it.each([
    'mail.example.com', 'https://mail.example.com', 'smtp://', 'smtp://mail.example.com/path',
    'smtps://mail.example.com?tls.rejectUnauthorized=false', 'smtp://mail.example.com#x', '',
  ])('refuse %j, which is no mail server or more than one', (url) => expect(isSmtpUrl(url)).toBe(false)) // prettier-ignore

  it('belong together', () => {
    expect(readSettings(both).smtp).toEqual({ url: both.SMTP_URL, from: both.MAIL_FROM })
    expect(readSettings({}).smtp).toBeUndefined()
    for (const name of ['SMTP_URL', 'MAIL_FROM'] as const)
      expect(() => readSettings({ [name]: both[name] })).toThrow('SMTP_URL and MAIL_FROM belong together')
  })

  it('never repeat a password in a complaint', () => {
    const wrong = { ...both, SMTP_URL: 'smtp://portal:hunter2@mail.example.com/x' }
    expect(() => readSettings(wrong)).toThrow('SMTP_URL is not usable')
    expect(() => readSettings(wrong)).not.toThrow('hunter2')
  })

  it('name one bare address as the sender', () =>
    expect(() => readSettings({ ...both, MAIL_FROM: 'Portal <portal@vendor.example>' })).toThrow('MAIL_FROM'))
})
