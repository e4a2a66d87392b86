import { asSession, bySession } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { findSide, listChoices, setChoices } from './choices.store.ts'
import type { Unsubscribed } from './contract.ts'
import { defaultFrequency, eventNames, ruleOf, type EventName } from './rules.ts'
import { readToken, type Subscription } from './unsubscribe-token.ts'

/**
 * Switches off by mail what the token names, for its owner alone; the portal goes on telling. Twice is once. Somebody who is gone is
 * answered as anybody: there is nothing left to switch off.
 */
export const unsubscribe = async (portal: Portal, token: string): Promise<Unsubscribed> => {
  const subscription = readToken(portal, token)
  const { userId } = subscription
  await asSession(portal, async (tx) => {
    const side = await findSide(tx, userId)
    if (!side) return
    const stored = await listChoices(tx, userId)
    const now = (event: EventName) =>
      stored.find((one) => one.event === event && one.channel === 'mail')?.frequency ?? defaultFrequency(event, 'mail', side)
    const ended = eventNames.filter((event) => {
      const { isMandatory, group } = ruleOf(event)
      if (isMandatory || now(event) === 'off') return false
      return 'digest' in subscription ? now(event) === subscription.digest : subscription.groups.includes(group)
    })
    if (ended.length === 0) return
    const off = { channel: 'mail', frequency: 'off' } as const
    await setChoices(tx, userId, ended.map((event) => ({ event, ...off, isDefault: defaultFrequency(event, 'mail', side) === 'off' }))) // prettier-ignore
    await tell(tx, 'notification.unsubscribed', { actor: bySession, facts: { userId, events: ended } })
  })
  return describe(subscription)
}

const describe = (subscription: Subscription): Unsubscribed =>
  'digest' in subscription ? { groups: [], digest: subscription.digest } : { groups: [...subscription.groups], digest: null }
