import { describe, expect, it } from 'vitest'
import { insists, mayAcknowledge, mayMark, paragraphsOf, readingOf, stateOn } from './rules.ts'

describe('an announcement', () => {
  it.each([
    ['2026-06-09', '2026-06-10', null, 'planned'],
    ['2026-06-10', '2026-06-10', '2026-06-10', 'shown'],
    ['2026-06-11', '2026-06-10', '2026-06-10', 'over'],
    ['2030-01-01', '2026-06-10', null, 'shown'],
  ] as const)('on %s, from %s to %s, is %s', (today, from, to, state) => expect(stateOn({ from, to }, today)).toBe(state))

  it('is marked by the partner’s own people alone', () => {
    expect(mayMark({ kind: 'member' })).toEqual({ may: true })
    expect(mayMark({ kind: 'staff' })).toMatchObject({ may: false, code: 'announcement.of-partners-people' })
    expect(mayAcknowledge({ needsAcknowledgement: false })).toMatchObject({ may: false, code: 'announcement.needs-no-acknowledgement' })
  })

  it('insists until it is acknowledged; reading is not enough', () => {
    expect(insists({ needsAcknowledgement: true, acknowledgedAt: null })).toBe(true)
    expect(insists({ needsAcknowledgement: true, acknowledgedAt: '2026-06-10T12:00:00Z' })).toBe(false)
    expect(insists({ needsAcknowledgement: false, acknowledgedAt: null })).toBe(false)
    expect(readingOf({ readAt: '2026-06-10T12:00:00Z', acknowledgedAt: null })).toBe('read')
    expect(readingOf({ readAt: null, acknowledgedAt: null })).toBe('unread')
  })
})

describe('a body', () => {
  it('is paragraphs, of which https addresses are links', () => {
    expect(paragraphsOf('One.\nStill one.\n\n  See https://vendor.example/new?a=1#b.\n\n\n(https://vendor.example/x) and more')).toEqual([
      [{ text: 'One.\nStill one.' }],
      [{ text: 'See ' }, { text: 'https://vendor.example/new?a=1#b', href: 'https://vendor.example/new?a=1#b' }, { text: '.' }],
      [{ text: '(' }, { text: 'https://vendor.example/x', href: 'https://vendor.example/x' }, { text: ') and more' }],
    ])
  })

  it.each([
    'javascript:alert(1)',
    'http://plain.example',
    'data:text/html,x',
    '<a href="https:">',
    'HTTPS:// ',
    'https://[',
    '//elsewhere.example',
  ])('never links %s', (text) =>
    expect(
      paragraphsOf(`Look at ${text}`)
        .flat()
        .some(({ href }) => href !== undefined),
    ).toBe(false),
  )

  it('loses no character between the pieces', () => {
    const text = 'a https://x.example/b, c https://y.example. d'
    expect(paragraphsOf(text).flat().map((part) => part.text).join('')).toBe(text) // prettier-ignore
  })
})
