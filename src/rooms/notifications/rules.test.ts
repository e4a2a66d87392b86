import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  channels,
  defaultFrequency,
  eventNames,
  eventsWithin,
  isTold,
  nextMailAt,
  offered,
  ruleOf,
  type EventName,
  type Hearing,
} from './rules.ts'

const hearing = (more: Partial<Hearing>): Hearing => ({
  event: 'task.raised',
  severity: 'high',
  permissions: ['portal.sign-in', 'task.read'],
  namesPeople: false,
  isNamed: false,
  isGuest: false,
  ofCustomer: null,
  ofObject: null,
  isOwnDeed: false,
  ...more,
})

describe('who is told', () => {
  test.each<[string, Partial<Hearing>, boolean]>([
    ['a severe task reaches a role that reads tasks', {}, true],
    ['one that is not severe does not', { severity: 'medium' }, false],
    ['following makes it reach', { severity: 'low', ofCustomer: 'following' }, true],
    ['muting the customer beats the role', { ofCustomer: 'muted' }, false],
    ['the task’s own word beats the customer’s', { ofCustomer: 'muted', ofObject: 'following' }, true],
    ['and the other way round', { ofCustomer: 'following', ofObject: 'muted' }, false],
    ['a role without the permission is not reached', { permissions: ['portal.sign-in'] }, false],
    ['following does not help it', { permissions: ['portal.sign-in'], ofCustomer: 'following' }, false],
    ['people who only receive mail are', { permissions: [] }, true],
    ['nobody hears of their own deed', { isOwnDeed: true }, false],
    ['news that name others leave the role out', { namesPeople: true }, false],
    ['guests are not reached by role', { isGuest: true }, false],
    ['guests are by name', { isGuest: true, namesPeople: true, isNamed: true }, true],
    ['an assignment reaches whoever muted it', { event: 'task.assigned', namesPeople: true, isNamed: true, ofObject: 'muted' }, true],
    ['a comment does not', { event: 'task.commented', namesPeople: true, isNamed: true, ofObject: 'muted' }, false],
    [
      'security reaches whoever it names',
      { event: 'security.session-ended', namesPeople: true, isNamed: true, permissions: [], isOwnDeed: true },
      true,
    ],
    ['and nobody else', { event: 'security.session-ended', namesPeople: true, ofCustomer: 'following' }, false],
  ])('%s', (_promise, more, expected) => {
    expect(isTold(hearing(more))).toBe(expected)
  })
})

describe('the catalogue', () => {
  test.each(eventNames)('%s has a default that its channels offer, on both sides', (event) => {
    for (const side of ['partner', 'vendor'] as const)
      for (const channel of channels) {
        const offers = offered(event, channel)
        if (offers.length > 0) expect(offers).toContain(defaultFrequency(event, channel, side))
        else expect(defaultFrequency(event, channel, side)).toBe('off')
      }
  })

  test('what is about security is always told at once', () => {
    for (const event of eventNames.filter((event) => event.startsWith('security.'))) {
      expect(ruleOf(event).isMandatory).toBe(true)
      for (const channel of channels) expect(offered(event, channel)).toEqual(['immediate'])
    }
  })

  test('a role without permissions may read of its account and of what is announced, and of tasks by mail when it cannot sign in', () => {
    const security = eventNames.filter((event) => ruleOf(event).group === 'security')
    expect(eventsWithin(['portal.sign-in'])).toEqual(['announcement.shown', ...security])
    const mailOnly: EventName[] = ['digest.portfolio', 'task.raised', 'task.worsened', 'task.resolved', ...security]
    expect(eventsWithin([])).toEqual(mailOnly)
  })
})

describe('when a mail of news leaves', () => {
  const now = Temporal.Instant.from('2026-06-10T12:00:30Z')

  test('the first waits five minutes, the next an hour after the one before, at a full minute', () => {
    expect(nextMailAt(now, null).toString()).toBe('2026-06-10T12:06:00Z')
    expect(nextMailAt(now, now.subtract({ minutes: 10 })).toString()).toBe('2026-06-10T12:51:00Z')
    expect(nextMailAt(now, now.subtract({ hours: 5 })).toString()).toBe('2026-06-10T12:06:00Z')
  })

  test('never earlier than five minutes from now, nor within an hour of the last, nor a minute later than needed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 10_000_000 }), (later, before) => {
        const at = now.add({ milliseconds: later })
        const last = at.subtract({ milliseconds: before })
        const due = nextMailAt(at, last).epochMilliseconds
        const earliest = Math.max(at.epochMilliseconds + 5 * 60_000, last.epochMilliseconds + 60 * 60_000)
        expect(due).toBeGreaterThanOrEqual(earliest)
        expect(due - earliest).toBeLessThan(60_000)
      }),
    )
  })
})
