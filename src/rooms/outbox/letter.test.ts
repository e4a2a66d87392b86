import { describe, expect, it } from 'vitest'
import type { Letter } from '#shared/letter.ts'
import { letterText } from './letter.rules.ts'
import { writeLetter } from './letter.actions.ts'
import { outlookFaults } from './outlook.test-kit.ts'

const stationery = { name: 'A <i>portal</i>', colour: '#1f5fbf', language: 'en', origin: 'https://p.example' }
const plain: Letter = {
  subject: 'S & "S"',
  blocks: [
    { is: 'text', text: '<script>x</script>' },
    { is: 'button', label: "It's", path: '/a?b=1&c=2#d', isShown: true },
  ],
}
const full: Letter = {
  subject: 'Your week',
  preheader: '3 open tasks',
  title: 'Your week <now>',
  blocks: [
    { is: 'section', text: 'Meridian & Sons' },
    { is: 'heading', text: 'New' },
    {
      is: 'rows',
      rows: [
        { title: 'Alder <b>', detail: 'Ends "soon"', mark: { text: '▲ High', tone: 'high' }, path: '/go#x' },
        { title: 'Birch', mark: { text: '◆ Medium', tone: 'medium' } },
      ],
    },
    { is: 'link', label: 'and 12 more', path: '/go#y' },
    { is: 'figures', figures: [{ label: 'Network', value: '1,203 of 1,000 IPs' }] },
    { is: 'note', text: 'Small' },
  ],
  foot: 'Because you asked.',
  unsubscribe: { label: 'Stop it', path: '/unsubscribe#z' },
}

describe('a letter', () => {
  it('shows whatever it is given as text', () => {
    const { html } = writeLetter(plain, stationery)
    expect(html).not.toMatch(/<script>|<i>|It's|S & "S"/)
    expect(html).toContain('href="https://p.example/a?b=1&#38;c=2#d"')
    expect(html).toContain('&#60;script&#62;x&#60;/script&#62;')
    const tags = writeLetter(full, stationery).html
    expect(tags).not.toMatch(/<now>|Alder <b>|"soon"/)
  })

  it('says the same as plain text', () => {
    expect(letterText(plain, stationery)).toBe("<script>x</script>\n\nIt's:\nhttps://p.example/a?b=1&c=2#d\n\n-- \nA <i>portal</i>")
    const text = letterText(full, stationery)
    for (const part of [
      'Your week <now>\n===============', 'Meridian & Sons\n---------------', '* [▲ High] Alder <b>\n  Ends "soon"\n  https://p.example/go#x',
      'and 12 more:\nhttps://p.example/go#y', 'Network: 1,203 of 1,000 IPs', '-- \nA <i>portal</i>\nBecause you asked.\nStop it:\nhttps://p.example/unsubscribe#z',
    ]) expect(text).toContain(part) // prettier-ignore
    expect(letterText({ subject: 'S', blocks: [{ is: 'text', text: 'One' }] }, stationery)).not.toContain('https:')
  })

  it('lets no control or turning character through', () => {
    const nasty = 'Alder\u0000\u001b[31m\u202egro\u2066x\r\n\ud800'
    const { text, html } = writeLetter(
      {
        subject: 'S',
        blocks: [
          { is: 'rows', rows: [{ title: nasty, detail: nasty }] },
          { is: 'text', text: nasty },
        ],
      },
      stationery,
    )
    for (const made of [text, html]) {
      expect(made).toContain('gro x')
      expect(made).not.toMatch(/[\u0000\u001b\u202e\u2066\ud800]/) // oxlint-disable-line no-control-regex
    }
  })

  it.each([
    ['a plain one', plain],
    ['one with everything', full],
  ])('is laid out as Outlook needs it: %s', (_name, letter) => {
    expect(outlookFaults(writeLetter(letter, stationery).html)).toEqual([])
  })

  it('would be found out if it were not', () => {
    const { html } = writeLetter(full, stationery)
    const spoilt = {
      'a table is read out': html.replace('role="presentation" width="100%"', 'width="100%"'),
      'wider than 600': html.replaceAll('width:600px', 'width:640px'),
      conditional: html.replaceAll('<!--[if mso | IE]>', '').replaceAll('<![endif]-->', ''),
      'Outlook ignores': html.replace('style="', 'style="float:left;'),
      '<link>': html.replace('</head>', '<link rel="stylesheet" href="https://x.example/a.css"></head>'),
      'somebody else': html.replace('<style', '<style>@import "a"</style><style'),
      'without a text': html.replace('</body>', '<img src="https://x.example/a.png"></body>'),
      'cuts off': `${html}${'x'.repeat(100_000)}`,
    }
    for (const [fault, made] of Object.entries(spoilt)) {
      expect(made, fault).not.toBe(html)
      expect(outlookFaults(made).join('\n'), fault).toContain(fault)
    }
  })
})
