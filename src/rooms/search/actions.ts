import { mayUse, type Member, type Officer } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import type { IdKind } from '#shared/ids.ts'
import type { SearchScope } from '#rooms/blocks/search/scopes.rules.ts'
import { seesPeople } from '#rooms/people/rules.ts'
import { listActions } from '#rooms/quick-actions/actions.ts'
import type { QuickAction } from '#rooms/quick-actions/contract.ts'
import { mayEnter } from '#rooms/rooms/menu.rules.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Found, FoundGroup, FoundKind, Lead } from './contract.ts'
import { findCustomers, listNearWords, type FoundCustomer, type TypedWord } from './customers.store.ts'
import { answering, closeness, closenessScores, isMistyped, nearParts, shownOfAKind, snippetOf, typedWords } from './rules.ts'
import * as store from './store.ts'

export type Asked = { text: string; scope: SearchScope }
type Group = Promise<FoundGroup | undefined>

/**
 * What the reader may open that answers what was typed. Each kind is read as its reader, so that nothing else is found, counted or waited
 * for; kinds that the reader has no part in are not asked for at all.
 */
export const searchAll = (tx: Tx, actor: Member, { text, scope }: Asked): Promise<FoundGroup[]> => {
  const typed = typedWords(text)
  if (typed.length === 0) return Promise.resolve([])
  const within = (one: SearchScope, isOpen: boolean) => isOpen && (scope === 'all' || scope === one)
  const { permissions, openRooms } = actor
  // Asked together: they travel together.
  return gathered([
    within('customers', permissions.has('customer.read')) && customerGroup(tx, actor, typed),
    within('rooms', true) && roomGroup(tx, actor, typed),
    within('kit', permissions.has('kit.read')) && kitGroup(tx, actor, typed),
    scope === 'all' && openRooms.includes('quick-actions') && actionGroup(tx, actor, typed),
    scope === 'all' && openRooms.includes('support') && channelGroup(tx, actor, typed),
    within('people', permissions.has('person.read') && seesPeople(actor).may) && personGroup(tx, actor, typed),
    within('rooms', true) && textGroup(tx, typed),
  ])
}

/** The same on the vendor's own side. */
export const searchVendor = (actor: Officer, { models }: PortalConfig, { text, scope }: Asked): Promise<FoundGroup[]> =>
  asActor(actor, (tx) => {
    const typed = typedWords(text)
    if (typed.length === 0) return Promise.resolve([])
    const within = (one: SearchScope, isOpen: boolean) => isOpen && (scope === 'all' || scope === one)
    const nameOf = (type: string) => models.find(({ code }) => code === type)?.label ?? type
    const arranges = mayUse(actor, 'room.edit').may
    return gathered([
      scope === 'all' && partnerGroup(tx, typed, nameOf),
      within('rooms', arranges) && arrangedGroup(tx, typed, nameOf),
      within('kit', arranges) && kitItemGroup(tx, typed),
      within('people', mayUse(actor, 'person.edit').may) && staffGroup(tx, typed),
    ])
  })

const gathered = async (asked: readonly (Group | false)[]): Promise<FoundGroup[]> => {
  const groups = await Promise.all(asked.flatMap((group) => group || []))
  return groups.flatMap((group) => (group && group.total > 0 ? [group] : []))
}

// ---------------------------------------------------------------- customers

const customerGroup = async (tx: Tx, actor: Member, typed: readonly string[]): Group => {
  const [literal, open] = await Promise.all([
    findCustomers(tx, actor, typed.map((word) => ({ word, meant: [] }))),
    store.listOpenTabs(tx, actor),
  ]) // prettier-ignore
  const found = literal.length > 0 ? literal : await findMistyped(tx, actor, typed)
  const [best] = found
  if (!best) return undefined
  const isOpen = ({ id }: FoundCustomer) => (open.includes(tx.ids.outer('cus', id)) ? 0 : 1)
  // Of what answers as well, what the reader has at hand.
  const ranked = found.toSorted((a, b) => a.score - b.score || isOpen(a) - isOpen(b))
  const noteOf = ({ externalId, tag }: FoundCustomer) => (tag === null ? externalId : `${tag} · ${externalId}`)
  const items = ranked.slice(0, shownOfAKind).map((one) => foundAs(tx, 'cus', 'customer', { id: one.id, label: one.name }, noteOf(one)))
  return { kind: 'customer', items, total: best.total, isMistyped: isMistyped(best.score) }
}

/** For what nobody is called: the names that were meant. */
const findMistyped = async (tx: Tx, actor: Member, typed: readonly string[]): Promise<FoundCustomer[]> => {
  const parts = [...new Set(typed.flatMap(nearParts))]
  if (parts.length === 0) return []
  const near = await listNearWords(tx, actor, parts)
  const words: TypedWord[] = typed.map((word) => ({
    word,
    meant: near.flatMap((own) => {
      const found = closeness(word, own)
      return found === 'mistyped' || found === 'mistypedBeginning' ? [{ word: own, score: closenessScores[found] }] : []
    }),
  }))
  return words.some(({ meant }) => meant.length > 0) ? findCustomers(tx, actor, words) : []
}

// ---------------------------------------------------------------- what else a partner's people have

const roomGroup = async (tx: Tx, { permissions }: Member, typed: readonly string[]): Group => {
  const rooms = (await store.listOpenRooms(tx)).filter(({ kind }) => mayEnter(kind, [...permissions]))
  const leadOf = ({ id, kind }: (typeof rooms)[number]): Lead =>
    kind === 'custom' ? { kind: 'room', value: tx.ids.outer('rom', id) } : { kind: 'kind', value: kind }
  return groupOf('room', typed, rooms, (room) => ({ id: tx.ids.outer('rom', room.id), label: room.label, note: '', lead: leadOf(room) }))
}

const textGroup = async (tx: Tx, typed: readonly string[]): Group => {
  const rooms = await store.listRoomsThatSay(tx, typed)
  const items = rooms.map(({ words, ...room }) => foundAs(tx, 'rom', 'room', room, snippetOf(words, typed)))
  return { kind: 'text', items, total: rooms[0]?.total ?? 0, isMistyped: false }
}

const kitGroup = async (tx: Tx, actor: Member, typed: readonly string[]): Group => {
  const leadOf = (title: string): Lead => ({ kind: 'kit', value: title })
  return groupOf('kit', typed, await store.listKit(tx, actor), described((item) => ({ ...foundAs(tx, 'kit', 'kit', item), lead: leadOf(item.label) })), aboutOf) // prettier-ignore
}

const actionGroup = async (tx: Tx, actor: Member, typed: readonly string[]): Group => {
  const actions = await listActions(tx, actor, { top: false })
  const found = ({ id, label, description, target }: QuickAction): Found => ({
    id,
    label,
    note: firstLine(description),
    lead: leadOfAction(target),
  })
  return groupOf('action', typed, actions, found, ({ description }) => description)
}

const leadOfAction = ({ kind, target, room }: QuickAction['target']): Lead => {
  if (kind === 'custom-room') return { kind: 'room', value: room?.id ?? '' }
  return { kind: kind === 'room' ? 'kind' : kind, value: target }
}

const channelGroup = async (tx: Tx, actor: Member, typed: readonly string[]): Group => {
  const lead: Lead = { kind: 'kind', value: 'support' }
  return groupOf('channel', typed, await store.listChannels(tx, actor), described((one) => ({ ...foundAs(tx, 'sch', 'kind', one), lead })), aboutOf) // prettier-ignore
}

const personGroup = async (tx: Tx, actor: Member, typed: readonly string[]): Group =>
  groupOf('person', typed, await store.listPeople(tx, actor), (one) => foundAs(tx, 'usr', 'person', one, one.email), ({ email }) => email) // prettier-ignore

// ---------------------------------------------------------------- the vendor's own side

type NameOf = (partnerType: string) => string

const partnerGroup = async (tx: Tx, typed: readonly string[], nameOf: NameOf): Group =>
  groupOf('partner', typed, await store.listPartners(tx), (one) => foundAs(tx, 'par', 'partner', one, nameOf(one.type)))

const arrangedGroup = async (tx: Tx, typed: readonly string[], nameOf: NameOf): Group =>
  groupOf('arranged-room', typed, await store.listArrangedRooms(tx), (one) => foundAs(tx, 'rom', 'arranged-room', one, nameOf(one.type)))

const kitItemGroup = async (tx: Tx, typed: readonly string[]): Group =>
  groupOf(
    'kit-item',
    typed,
    await store.listKitItems(tx),
    described((item) => foundAs(tx, 'kit', 'kit-item', item)),
    aboutOf,
  )

const staffGroup = async (tx: Tx, typed: readonly string[]): Group =>
  groupOf(
    'staff',
    typed,
    await store.listStaff(tx),
    (one) => foundAs(tx, 'usr', 'staff', one, one.email),
    ({ email }) => email,
  )

// ---------------------------------------------------------------- groups

const groupOf = <T extends { label: string }>(
  kind: FoundKind,
  typed: readonly string[],
  all: readonly T[],
  foundOf: (one: T) => Found,
  furtherOf?: (one: T) => string,
): FoundGroup => {
  const { found, isMistyped: areMistyped } = answering(typed, all, furtherOf)
  return { kind, items: found.slice(0, shownOfAKind).map(foundOf), total: found.length, isMistyped: areMistyped }
}

const foundAs = (tx: Tx, ids: IdKind, kind: Lead['kind'], { id, label }: { id: number; label: string }, note = ''): Found => {
  const outer = tx.ids.outer(ids, id)
  return { id: outer, label, note, lead: { kind, value: outer } }
}

const aboutOf = ({ about }: { about: string }) => about
const described =
  <T extends { about: string }>(foundOf: (one: T) => Found) =>
  (one: T): Found => ({ ...foundOf(one), note: firstLine(one.about) })

const noteLength = 140
const firstLine = (text: string): string => {
  const [line = ''] = text.trim().split('\n')
  return line.length <= noteLength ? line : `${line.slice(0, noteLength - 1)}…`
}
