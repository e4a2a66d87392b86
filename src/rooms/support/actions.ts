import type { Member, Officer } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem, Problem } from '#shared/problem.ts'
import { isSameSet } from '#rooms/categories/rules.ts'
import { asActor, insistRoom } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import type { ArrangedChannels, ChannelInput, Support } from './contract.ts'
import { maxChannels, mayContact, openingAt } from './rules.ts'
import * as store from './store.ts'

/** How the reader's partnership gets help, and whether somebody answers now. */
export const showSupport = (actor: Member, now: Temporal.Instant): Promise<Support> => {
  insistRoom(actor, 'support')
  return asActor(actor, async (tx) => {
    const [channels, managers] = await Promise.all([store.listChannelsOf(tx, actor.model), store.listManagers(tx, actor)])
    return {
      items: channels.map((channel) => {
        const { isOpen, changesAt } = openingAt(channel.hours, channel.timeZone, now)
        return { ...channel, id: tx.ids.outer('sch', channel.id), isOpen, changesAt: changesAt?.toString() ?? null }
      }),
      managers,
    }
  })
}

export type Asked = { actor: Officer; config: PortalConfig }

export const listChannels = (actor: Officer): Promise<ArrangedChannels> => asActor(actor, described)

/** 400 for a contact that can't be or a partner type that there is not, 409 `support.too-many`. */
export const addChannel = (asked: Asked, given: ChannelInput): Promise<ArrangedChannels> =>
  edit(asked, async (tx, present) => {
    if (present.length >= maxChannels)
      throw new Problem('support.too-many', 409, { publicMessage: `There are ${maxChannels} channels already.` })
    insistUsable(asked.config, given)
    await store.addChannel(tx, given)
    await tell(tx, 'support.channel-added', { actor: asked.actor, facts: { channel: given.name } })
  })

export const changeChannel = (asked: Asked, outerId: string, given: ChannelInput): Promise<ArrangedChannels> =>
  edit(asked, async (tx) => {
    insistUsable(asked.config, given)
    await store.setChannel(tx, tx.ids.inner('sch', outerId), given)
    await tell(tx, 'support.channel-changed', { actor: asked.actor, facts: { channel: given.name } })
  })

export const removeChannel = (asked: Asked, outerId: string): Promise<ArrangedChannels> =>
  edit(asked, async (tx) => {
    const channel = await store.removeChannel(tx, tx.ids.inner('sch', outerId))
    await tell(tx, 'support.channel-removed', { actor: asked.actor, facts: { channel } })
  })

/** 409 `support.order-outdated` when these are not exactly the channels that there are. */
export const orderChannels = (asked: Asked, ids: readonly string[]): Promise<ArrangedChannels> =>
  edit(asked, async (tx, present) => {
    const given = ids.map((id) => tx.ids.inner('sch', id))
    if (!isSameSet(given, present))
      throw new Problem('support.order-outdated', 409, {
        publicMessage: 'The list has changed meanwhile. Look at it again and repeat the move.',
      })
    await store.setOrder(tx, given)
    await tell(tx, 'support.channels-ordered', { actor: asked.actor })
  })

/** Names the channels of a portal that has none yet; those that somebody has arranged stay as they are. */
export const takeChannels = async (tx: Tx, channels: readonly ChannelInput[]): Promise<void> => {
  if ((await store.lockChannels(tx)).length > 0) return
  for (const channel of channels) await store.addChannel(tx, channel)
}

const edit = ({ actor }: Asked, work: (tx: Tx, present: number[]) => Promise<void>): Promise<ArrangedChannels> =>
  asActor(actor, async (tx) => {
    await work(tx, await store.lockChannels(tx))
    return described(tx)
  })

const insistUsable = (config: PortalConfig, { contactKind, contact, partnerTypes }: ChannelInput) => {
  const verdict = mayContact(contactKind, contact)
  if (!verdict.may) throw fieldProblem(verdict.code, 400, { path: 'contact', message: verdict.reason })
  if (!partnerTypes.every((type) => config.models.some(({ code }) => code === type)))
    throw fieldProblem('support.unknown-partner-type', 400, { path: 'partnerTypes', message: 'There is no such partner type.' })
}

const described = async (tx: Tx): Promise<ArrangedChannels> => ({
  items: (await store.listChannels(tx)).map((channel) => ({ ...channel, id: tx.ids.outer('sch', channel.id) })),
})
