import { describe, expect, it } from 'vitest'
import { readBounce } from './bounce.ts'
import { refusalOf } from './refusal.rules.ts'

const crlf = (lines: string[]) => `${lines.join('\r\n')}\r\n`

/** As Postfix writes it. */
const postfix = crlf([
  'Return-Path: <>',
  'Date: Tue, 10 Nov 2026 06:15:02 +0000 (UTC)',
  'From: MAILER-DAEMON@mx.vendor.example (Mail Delivery System)',
  'Subject: Undelivered Mail Returned to Sender',
  'To: portal@vendor.example',
  'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status;',
  '\tboundary="4F2A1C0A7B.1794291302/mx.vendor.example"',
  '',
  'This is a MIME-encapsulated message.',
  '',
  '--4F2A1C0A7B.1794291302/mx.vendor.example',
  'Content-Description: Notification',
  'Content-Type: text/plain; charset=us-ascii',
  '',
  'I am sorry to have to inform you that your message could not be delivered.',
  'Action: failed',
  '',
  '--4F2A1C0A7B.1794291302/mx.vendor.example',
  'Content-Description: Delivery report',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.vendor.example',
  'X-Postfix-Queue-ID: 4F2A1C0A7B',
  'Arrival-Date: Tue, 10 Nov 2026 06:15:01 +0000 (UTC)',
  '',
  'Final-Recipient: rfc822; uma@meridian.example',
  'Original-Recipient: rfc822;uma@meridian.example',
  'Action: failed',
  'Status: 5.1.1',
  'Remote-MTA: dns; mail.meridian.example',
  'Diagnostic-Code: smtp; 550 5.1.1 <uma@meridian.example>: Recipient address',
  '    rejected: User unknown in local recipient table',
  '',
  '--4F2A1C0A7B.1794291302/mx.vendor.example',
  'Content-Description: Undelivered Message',
  'Content-Type: message/rfc822',
  '',
  'Return-Path: <portal@vendor.example>',
  'From: Northwall <portal@vendor.example>',
  'To: uma@meridian.example',
  'Subject: Your week',
  'Message-ID: <mai_8Fk2pQ7x@partners.example.com>',
  '',
  'Message-ID: <not-this-one@x.example>',
  '',
  '--4F2A1C0A7B.1794291302/mx.vendor.example--',
])

/** As Microsoft 365 writes it: the report in base64, no header of the original recipient, the original's header alone. */
const microsoft = crlf([
  'Content-Type: multipart/report; boundary=b1_x; report-type="delivery-status"',
  'Subject: =?utf-8?B?VW56dXN0ZWxsYmFy?=',
  '',
  '--b1_x',
  'Content-Type: multipart/alternative; differences=Content-Type; boundary=b2_x',
  '',
  '--b2_x',
  'Content-Type: text/plain; charset="utf-8"',
  '',
  'Unzustellbar',
  '--b2_x--',
  '--b1_x',
  'Content-Type: message/delivery-status',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(
    crlf([
      'Reporting-MTA: dns;AM0PR01.prod.outlook.com', 'Received-From-MTA: dns;mx.vendor.example', '', 'Final-Recipient: rfc822;Anna@Meridian.example',
      'Action: failed', 'Status: 5.2.2 ', 'Diagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception', '',
      'Final-Recipient: rfc822;mark@meridian.example', 'Action: delayed', 'Status: 4.4.7', '', 'Final-Recipient: rfc822;<nils@meridian.example>',
      'Action: failed', 'Status: 5.1.10', '',
    ]),
  ).toString('base64'), // prettier-ignore
  '--b1_x',
  'Content-Type: text/rfc822-headers',
  '',
  'Subject: Your week',
  'Message-ID:',
  ' <mai_9aBcD@partners.example.com>',
  '',
  '--b1_x--',
])

describe('a report of what could not be delivered', () => {
  it('names the mail, the address and why, as Postfix writes it', () => {
    expect(readBounce(postfix)).toEqual([
      {
        messageId: 'mai_8Fk2pQ7x@partners.example.com',
        recipient: 'uma@meridian.example',
        status: '5.1.1',
        refusal: 'gone',
        reason: '550 5.1.1 <uma@meridian.example>: Recipient address rejected: User unknown in local recipient table',
      },
    ])
    expect(readBounce(postfix.replaceAll('\r\n', '\n'))).toEqual(readBounce(postfix))
  })

  it('tells failures from delays, one for each address, as Microsoft writes it', () => {
    expect(readBounce(microsoft).map(({ messageId, recipient, refusal }) => [messageId, recipient, refusal])).toEqual([
      ['mai_9aBcD@partners.example.com', 'anna@meridian.example', 'passing'],
      ['mai_9aBcD@partners.example.com', 'nils@meridian.example', 'gone'],
    ])
  })

  it.each([
    [
      'an answer of somebody’s holiday',
      'Subject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nStatus: 5.1.1\r\nFinal-Recipient: rfc822; a@b.example\r\n',
    ],
    ['a receipt', postfix.replace('report-type=delivery-status', 'report-type=disposition-notification')],
    ['a delay', postfix.replaceAll('Action: failed', 'Action: delayed')],
    ['a report without the mail', postfix.replace('Content-Type: message/rfc822', 'Content-Type: text/plain')],
    ['a report about a mail without an id', postfix.replace('Message-ID: <mai_8Fk2pQ7x@partners.example.com>\r\n', '')],
    ['a report without its boundary', postfix.replace(/;\r\n\tboundary="[^"]*"/, '')],
    ['nothing', ''],
    ['noise', '\u0000\r\n\r\n--\r\n'],
  ])('is not %s', (_what, message) => expect(readBounce(message)).toEqual([]))

  it('is read in time, whatever is sent', () => {
    const began = performance.now()
    for (const hostile of [
      `Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n${'--b\r\n'.repeat(50_000)}`,
      `Content-Type: ${'a;'.repeat(200_000)}\r\n\r\n`,
      '\r\n '.repeat(200_000),
      postfix.replace('Status: 5.1.1', `Status: ${'5.'.repeat(100_000)}`),
      postfix.replace('rfc822; uma@', `rfc822; ${'a@'.repeat(100_000)}`),
    ])
      readBounce(hostile)
    expect(performance.now() - began).toBeLessThan(3_000)
  })
})

describe('a refusal', () => {
  it.each([
    [{ status: '5.1.1', text: '' }, 'gone'],
    [{ status: '5.1.10', text: '' }, 'gone'],
    [{ status: '5.2.1', text: '' }, 'gone'],
    [{ status: '5.2.2', text: '' }, 'passing'],
    [{ status: '5.7.1', text: '' }, 'passing'],
    [{ code: 550, text: '550 5.1.1 No such user' }, 'gone'],
    [{ code: 550, text: '550 No such user' }, 'gone'],
    [{ code: 553, text: '553 not allowed' }, 'gone'],
    [{ code: 550, text: '550 Blocked by our policy' }, 'passing'],
    [{ code: 550, text: '550 5.7.1 Unsolicited mail' }, 'passing'],
    [{ code: 552, text: '552 Over quota' }, 'passing'],
    [{ code: 554, text: '554 Transaction failed' }, 'passing'],
  ] as const)('%o is %s', (refusal, meaning) => expect(refusalOf(refusal)).toBe(meaning))
})
