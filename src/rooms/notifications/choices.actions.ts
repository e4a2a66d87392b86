import { Problem } from '#shared/problem.ts'
import { asSession, readAsSession } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import type { Session } from '#server/session.ts'
import { listChoices, removeChoices, setChoices, type StoredChoice } from './choices.store.ts'
import type { Choices } from './contract.ts'
import { defaultFrequency, eventsWithin, offered, ruleOf, type Channel, type EventName, type Frequency } from './rules.ts'

/** How somebody wants to be told, of everything that their present role lets them hear of. */
export const describeChoices = (portal: Portal, session: Session): Promise<Choices> =>
  readAsSession(portal, async (tx) => described(session, await listChoices(tx, session.userId)))

/** 409 `notification.mandatory`, 400 `notification.no-such-frequency`. */
export const choose = (
  portal: Portal,
  session: Session,
  { event, channel, frequency }: { event: EventName; channel: Channel; frequency: Frequency },
): Promise<Choices> => {
  if (ruleOf(event).isMandatory)
    throw new Problem('notification.mandatory', 409, {
      publicMessage: 'What is about the security of your account is always told, in the portal and by e-mail.',
    })
  if (!offered(event, channel).includes(frequency))
    throw new Problem('notification.no-such-frequency', 400, { publicMessage: `This can't be had "${frequency}" here.` })
  return asSession(portal, async (tx) => {
    const isDefault = frequency === defaultFrequency(event, channel, session.side)
    await setChoices(tx, session.userId, [{ event, channel, frequency, isDefault }])
    return described(session, await listChoices(tx, session.userId))
  })
}

export const chooseNothing = (portal: Portal, session: Session): Promise<Choices> =>
  asSession(portal, async (tx) => {
    await removeChoices(tx, session.userId)
    return described(session, [])
  })

const described = ({ role, side }: Session, stored: readonly StoredChoice[]): Choices => {
  const of = (event: EventName, channel: Channel) =>
    stored.find((one) => one.event === event && one.channel === channel)?.frequency ?? defaultFrequency(event, channel, side)
  const events = eventsWithin(role.permissions)
  return {
    items: events.map((event) => ({
      event,
      group: ruleOf(event).group,
      isMandatory: ruleOf(event).isMandatory ?? false,
      portal: of(event, 'portal'),
      mail: of(event, 'mail'),
      offers: { portal: [...offered(event, 'portal')], mail: [...offered(event, 'mail')] },
    })),
    isChanged: stored.some(({ event }) => events.includes(event)),
  }
}
