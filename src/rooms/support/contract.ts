import { z } from 'zod'
import { NameLine, TextLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { contactKinds } from './rules.ts'

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 09:00.')
export const Hours = z.strictObject({
  /** Monday is 1. */
  days: z.array(z.int().min(1).max(7)).min(1, 'Choose a day.').max(7),
  from: Time,
  /** Before `from`: past midnight. `24:00`: until the day ends. */
  to: z.union([Time, z.literal('24:00')]),
})
export type Hours = z.infer<typeof Hours>

const shown = {
  id: outerId('sch'),
  name: z.string(),
  purpose: z.string(),
  languages: z.array(z.string()),
  timeZone: z.string(),
  /** None: always. */
  hours: z.array(Hours),
  response: z.string(),
  severity: z.string(),
  contactKind: z.enum(contactKinds),
  contact: z.string(),
}

/** A way to get help. */
export const Channel = z.strictObject({
  ...shown,
  isOpen: z.boolean(),
  /** When that ends; null: never. */
  changesAt: z.string().nullable(),
})
export type Channel = z.infer<typeof Channel>

export const Support = z.strictObject({
  items: z.array(Channel),
  /** Who of the vendor looks after the partner, by name. */
  managers: z.array(z.strictObject({ name: z.string(), email: z.string() })),
})
export type Support = z.infer<typeof Support>

/** As the vendor arranges them. */
export const ArrangedChannel = z.strictObject({
  ...shown,
  /** Channel models that have it; empty: all. */
  partnerTypes: z.array(z.string()),
})
export type ArrangedChannel = z.infer<typeof ArrangedChannel>

export const ArrangedChannels = z.strictObject({ items: z.array(ArrangedChannel) })
export type ArrangedChannels = z.infer<typeof ArrangedChannels>

const isTimeZone = (name: string) => {
  try {
    return Boolean(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name))
  } catch {
    return false
  }
}

export const ChannelInput = z.strictObject({
  name: NameLine(120),
  purpose: z.string().trim().max(500, 'Use at most 500 characters.'),
  partnerTypes: z.array(z.string().max(40)).max(50),
  languages: z.array(z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/)).max(20),
  timeZone: z.string().max(60).refine(isTimeZone, 'Choose a time zone such as Europe/Stockholm.'),
  hours: z.array(Hours).max(14),
  response: TextLine(200),
  severity: z.string().trim().max(1_000, 'Use at most 1,000 characters.'),
  contactKind: z.enum(contactKinds),
  contact: TextLine(500).min(1, 'Enter how to reach it.'),
})
export type ChannelInput = z.infer<typeof ChannelInput>

const OneChannel = z.strictObject({ id: outerId('sch') })

export const problemCodes = [
  'support.contact-unusable', // 400
  'support.unknown-partner-type', // 400
  'support.too-many', // 409
  'support.order-outdated', // 409
] as const

export const support = {
  list: endpoint('GET /support', { reply: Support }),
}

/** The vendor's side; every write replies with the whole list. */
export const supportChannels = {
  list: endpoint('GET /support-channels', { reply: ArrangedChannels }),
  add: endpoint('POST /support-channels', { body: ChannelInput, reply: ArrangedChannels }),
  order: endpoint('PUT /support-channels/order', {
    body: z.strictObject({ ids: z.array(outerId('sch')).max(50) }),
    reply: ArrangedChannels,
  }),
  change: endpoint('PUT /support-channels/:id', { params: OneChannel, body: ChannelInput, reply: ArrangedChannels }),
  remove: endpoint('DELETE /support-channels/:id', { params: OneChannel, reply: ArrangedChannels }),
}
