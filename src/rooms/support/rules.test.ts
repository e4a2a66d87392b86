import { describe, expect, it } from 'vitest'
import { mayContact, openingAt, type OpenHours } from './rules.ts'

const office: OpenHours[] = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }]
const night: OpenHours[] = [{ days: [5], from: '22:00', to: '06:00' }]
const allDay: OpenHours[] = [{ days: [6], from: '00:00', to: '24:00' }]
const always: OpenHours[] = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }]
const split: OpenHours[] = [{ days: [3], from: '09:00', to: '12:00' }, { days: [3], from: '12:00', to: '14:00' }] // prettier-ignore

const at = (hours: readonly OpenHours[], zone: string, moment: string) => {
  const { isOpen, changesAt } = openingAt(hours, zone, Temporal.Instant.from(moment))
  return [isOpen, changesAt?.toString() ?? null]
}

describe('whether somebody answers', () => {
  it.each<[string, OpenHours[], string, string, boolean, string | null]>([
    // 10 June 2026 is a Wednesday; Stockholm is two hours ahead of UTC then.
    ['in office hours', office, 'Europe/Stockholm', '2026-06-10T12:00:00Z', true, '2026-06-10T15:00:00Z'],
    ['on the minute that they begin', office, 'Europe/Stockholm', '2026-06-10T07:00:00Z', true, '2026-06-10T15:00:00Z'],
    ['on the minute that they end', office, 'Europe/Stockholm', '2026-06-10T15:00:00Z', false, '2026-06-11T07:00:00Z'],
    ['over the weekend', office, 'Europe/Stockholm', '2026-06-12T20:00:00Z', false, '2026-06-15T07:00:00Z'],
    ['on the channel’s own clock', office, 'America/New_York', '2026-06-10T12:00:00Z', false, '2026-06-10T13:00:00Z'],
    ['past midnight', night, 'UTC', '2026-06-13T03:00:00Z', true, '2026-06-13T06:00:00Z'],
    ['a whole day', allDay, 'UTC', '2026-06-13T12:00:00Z', true, '2026-06-14T00:00:00Z'],
    ['round the clock', always, 'UTC', '2026-06-10T12:00:00Z', true, null],
    ['without hours', [], 'UTC', '2026-06-10T12:00:00Z', true, null],
    ['in hours that touch', split, 'UTC', '2026-06-10T10:00:00Z', true, '2026-06-10T14:00:00Z'],
    ['when clocks go forward', [{ days: [7], from: '02:30', to: '04:00' }], 'Europe/Stockholm', '2026-03-29T01:45:00Z', true, '2026-03-29T02:00:00Z'],
  ])('%s', (_, hours, zone, moment, isOpen, changesAt) => {
    expect(at(hours, zone, moment)).toEqual([isOpen, changesAt])
  }) // prettier-ignore
})

describe('a contact', () => {
  it.each([
    ['mail', 'help@vendor.example', true],
    ['mail', 'help@vendor.example?bcc=x@y.example', false],
    ['mail', 'help', false],
    ['phone', '+46 8 123 45 67', true],
    ['phone', 'call us', false],
    ['link', 'https://help.vendor.example/new', true],
    ['link', 'http://help.vendor.example', false],
    ['link', 'javascript:alert(1)', false],
  ] as const)('%s %s', (kind, contact, may) => {
    expect(mayContact(kind, contact).may).toBe(may)
  })
})
