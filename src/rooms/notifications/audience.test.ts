import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, emailOf, type Name, type World } from '../../../test/world.ts'
import { kitFor, type Customer, type Kit } from './notifications.test-kit.ts'
import { defaultFrequency, eventNames, isMailOnly, isTold, ruleOf, severities } from './rules.ts'

let world: World
let kit: Kit
beforeAll(async () => {
  world = await createWorld()
  kit = kitFor(world)
})
afterAll(() => world.close())

const people = ['anna', 'uma', 'mark', 'nils', 'omar', 'pavel', 'pia', 'vera'] as const satisfies Name[]
const customersOf = ['alder', 'cedar'] as const satisfies Customer[]

/** What the tests' world says of somebody at Meridian. */
const roleIn: Record<(typeof people)[number], { role: string; sees: (customer: string) => boolean; isGuest: boolean }> = {
  anna: { role: 'admin', sees: () => true, isGuest: false },
  uma: { role: 'user', sees: (customer) => customer === 'alder', isGuest: false },
  mark: { role: 'marketing', sees: () => false, isGuest: false },
  nils: { role: 'notifications', sees: () => false, isGuest: false },
  omar: { role: 'admin', sees: () => false, isGuest: false },
  pavel: { role: 'partner-manager', sees: () => true, isGuest: true },
  pia: { role: 'partner-manager', sees: () => false, isGuest: true },
  vera: { role: 'administrator', sees: () => true, isGuest: true },
}

const word = fc.constantFrom('following' as const, 'muted' as const, null)
const scene = fc.record({
  event: fc.constantFrom(...eventNames.filter((event) => ruleOf(event).group !== 'digest')),
  severity: fc.constantFrom(...severities, null),
  customer: fc.constantFrom(...customersOf, null),
  by: fc.constantFrom(...people, null),
  to: fc.option(fc.uniqueArray(fc.constantFrom(...people), { maxLength: 3 })),
  words: fc.array(fc.record({ who: fc.constantFrom(...people), ofCustomer: word, ofObject: word }), { maxLength: 4 }),
  choices: fc.array(
    fc.record({
      who: fc.constantFrom(...people),
      portal: fc.constantFrom('off' as const, 'immediate' as const),
      mail: fc.constantFrom('off' as const, 'daily' as const),
    }),
    { maxLength: 3 },
  ),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

/** By the pure rules, one person after the other. */
const expected = ({ event, severity, customer, by, to, words, choices }: Scene): string[] =>
  people.filter((name) => {
    const { role, sees, isGuest } = roleIn[name]
    const permissions = world.config.roles.find(({ code }) => code === role)?.permissions ?? []
    const isNamed = to?.includes(name) ?? false
    const said = words.findLast(({ who }) => who === name)
    const within = customer === null ? name !== 'omar' && name !== 'pia' : sees(customer)
    // Guests come into question by a word of theirs or by name.
    const isAsked = !isGuest || isNamed || (customer !== null && said !== undefined && (said.ofCustomer !== null || said.ofObject !== null))
    if (!within || !isAsked) return false
    const ofCustomer = (customer !== null && said?.ofCustomer) || null
    const ofObject = (customer !== null && said?.ofObject) || null
    if (!isTold({ event, severity, permissions, namesPeople: to !== null, isNamed, isGuest, ofCustomer, ofObject, isOwnDeed: by === name }))
      return false
    const chosen = choices.findLast(({ who }) => who === name)
    const { isMandatory = false } = ruleOf(event)
    const portal = isMandatory ? 'immediate' : (chosen?.portal ?? defaultFrequency(event, 'portal', isGuest ? 'vendor' : 'partner'))
    const mail = isMandatory ? 'off' : (chosen?.mail ?? defaultFrequency(event, 'mail', isGuest ? 'vendor' : 'partner'))
    return (portal !== 'off' && !isMailOnly(permissions)) || mail !== 'off'
  })

const arranged = async (ids: Map<string, number>, { event, words, choices, customer }: Scene) => {
  const idOf = (name: Name) => ids.get(name) ?? 0
  const about = customer && (await kit.aboutCustomer(customer))
  const kept = <T extends { who: string }>(list: T[]) => [...new Map(list.map((one) => [one.who, one])).values()]
  await kit.asSystem(async (tx) => {
    for (const { who, ...said } of kept(words))
      for (const [kind, state] of [
        ['customer', said.ofCustomer],
        ['task', said.ofObject],
      ] as const)
        // prettier-ignore
        if (about && state)
          await tx.rows(sql`
            insert into follow (partner_id, partnership_id, customer_id, user_id, object_kind, object_id, state)
            values (${about.partnerId}, ${about.partnershipId}, ${about.customerId}, ${idOf(who)}, ${kind}, ${kind === 'task' ? 7 : about.customerId}, ${state})`)
    for (const { who, portal, mail } of kept(choices))
      await tx.rows(sql`
        insert into notification_choice (user_id, event, channel, frequency)
        values (${idOf(who)}, ${event}, 'portal', ${portal}), (${idOf(who)}, ${event}, 'mail', ${mail})`)
  })
  return about
}

test('one statement over all people tells exactly those whom the rules tell one by one', { timeout: 60_000 }, async () => {
  const ids = new Map<string, number>()
  for (const name of people) ids.set(name, await kit.userId(name))
  const meridian = await kit.placeOf('meridian-mssp')
  await fc.assert(
    fc.asyncProperty(scene, async (drawn) => {
      await kit.forget()
      const about = await arranged(ids, drawn)
      const { event, severity, by, to } = drawn
      const keyOf = (name: Name) => ids.get(name) ?? 0
      await kit.tell({
        event,
        ...(about ?? meridian),
        object: { kind: 'task', id: 7 },
        ...(severity ? { severity } : {}),
        ...(by ? { by: keyOf(by) } : {}),
        ...(to ? { to: to.map(keyOf) } : {}),
      })
      await kit.spread()
      expect(await kit.told()).toEqual(expected(drawn).map((name) => emailOf(name as Name).split('@')[0]).toSorted()) // prettier-ignore
    }),
    { numRuns: 150 },
  )
})
