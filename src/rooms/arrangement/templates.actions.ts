import type { Actor } from '#shared/actor.ts'
import { modelOf, type PortalConfig } from '#shared/config.ts'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { draftBlocks, giveDraft } from '#rooms/editor/actions.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { addNamed, insistType, type Asked } from './actions.ts'
import type { RoomDetail } from './contract.ts'
import { describedRoom } from './described.ts'
import { patterns } from './patterns/patterns.ts'
import { isPatternCode, patternCodes, patternLooks, type PatternCode } from './presets.rules.ts'
import { setPattern } from './presets.store.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import type { Template } from './templates.contract.ts'
import * as templateStore from './templates.store.ts'
import { maySave } from './templates.rules.ts'

/** The vendor's own by name, then those that ship. */
export const listTemplates = ({ actor, portal: { config } }: Asked): Promise<{ items: Template[] }> =>
  asActor(actor, async (tx) => {
    const own = (await templateStore.listTemplates(tx)).map((template) => savedFrom(tx, template))
    return { items: [...own, ...patternCodes.map((code) => shippedFrom(config, code))] }
  })

/** 409 `template.nothing-in-it`, `template.not-of-blocks` or `template.too-many`. */
export const saveTemplate = ({ actor }: Asked, { room: outerId, ...given }: { room: string; label: string; about: string }) =>
  asActor(actor, async (tx): Promise<Template> => {
    const room = await store.lockRoom(tx, tx.ids.inner('rom', outerId))
    const blocks = room.kind === rules.custom ? await draftBlocks(tx, room.id) : []
    insist(maySave({ ...room, blocks: blocks.length, templates: await templateStore.countTemplates(tx) }), 409)
    const id = await templateStore.addTemplate(tx, { ...given, icon: room.icon, blocks: [...blocks], by: actor.userId })
    await tell(tx, 'template.saved', { actor, facts: { templateId: id, template: given.label, roomId: room.id, room: room.label } })
    return savedFrom(tx, await templateStore.getTemplate(tx, id))
  })

export const changeTemplate = ({ actor }: Asked, outerId: string, given: { label?: string | undefined; about?: string | undefined }) =>
  asActor(actor, async (tx): Promise<Template> => {
    const { id, label } = await templateStore.getTemplate(tx, tx.ids.inner('rtp', outerId))
    await templateStore.setTemplate(tx, id, given)
    await tell(tx, 'template.changed', { actor, facts: { templateId: id, template: given.label ?? label, fields: Object.keys(given) } })
    return savedFrom(tx, await templateStore.getTemplate(tx, id))
  })

export const removeTemplate = ({ actor }: Asked, outerId: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const { id, label } = await templateStore.getTemplate(tx, tx.ids.inner('rtp', outerId))
    await templateStore.removeTemplate(tx, id)
    await tell(tx, 'template.removed', { actor, facts: { templateId: id, template: label } })
  })

/** A draft at the end of the type. */
export const startFromTemplate = ({ actor, portal }: Asked, id: string, { type, label }: { type: string; label: string }) =>
  asActor(actor, async (tx): Promise<RoomDetail> => {
    const { config } = portal
    insistType(config, type)
    const roomId = isPatternCode(id)
      ? await startPattern(tx, { actor, config }, { ...patternLooks[id], code: id, partnerType: type, label })
      : await startSaved(tx, actor, await templateStore.getTemplate(tx, tx.ids.inner('rtp', id)), { partnerType: type, label })
    return describedRoom(tx, portal, await store.getRoom(tx, roomId))
  })

/** A draft at the end of its type with what the pattern has for that type; returns the key. In the transaction of whoever starts it. */
export const startPattern = async (tx: Tx, { actor, config }: Author, { code, ...room }: NewFromPattern): Promise<number> => {
  const id = await addNamed(tx, actor, { ...room, kind: rules.custom })
  await setPattern(tx, id, code)
  if (patterns[code].leavesWhenDone) await store.setRoom(tx, id, { leavesWhenDone: true })
  await giveDraft(tx, actor, id, patterns[code].blocks({ config, model: modelOf(config, room.partnerType) }))
  return id
}

type Author = { actor: Actor; config: PortalConfig }
type NewFromPattern = Omit<store.RoomValues, 'kind'> & { code: PatternCode }

const startSaved = async (
  tx: Tx,
  actor: Actor,
  { icon, blocks }: templateStore.StoredTemplate,
  room: Pick<store.RoomValues, 'partnerType' | 'label'>,
): Promise<number> => {
  const id = await addNamed(tx, actor, { ...room, kind: rules.custom, icon, group: '' })
  // What partners completed of the room that was saved stays that room's.
  await giveDraft(tx, actor, id, blocks.map((block) => ({ ...block, id: crypto.randomUUID() }))) // prettier-ignore
  return id
}

const savedFrom = (tx: Tx, { id, label, about, icon, blocks, createdAt, createdBy }: templateStore.StoredTemplate): Template => ({
  id: tx.ids.outer('rtp', id), label, about, icon, kinds: kindsOf(blocks), saved: { at: createdAt, by: createdBy },
}) // prettier-ignore

const shippedFrom = (config: PortalConfig, code: PatternCode): Template => {
  const { label, icon } = patternLooks[code]
  const [model] = config.models
  return {
    id: code,
    label,
    about: patterns[code].about,
    icon,
    kinds: model ? kindsOf(patterns[code].blocks({ config, model })) : [],
    saved: null,
  }
}

const kindsOf = (blocks: readonly DraftBlock[]): string[] => blocks.map(({ kind }) => kind)
