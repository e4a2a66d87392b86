import type { Member } from '#shared/actor.ts'
import { fieldProblem, notFound, Problem } from '#shared/problem.ts'
import { fileFacts } from '#rooms/files/actions.ts'
import { addCompletion, getOpenBlock, isOwnDeed, lockStep, removeCompletion, type At, type OpenBlock, type Whose } from '#rooms/blocks/deeds.actions.ts' // prettier-ignore
import type { MarkInput } from '#rooms/blocks/deeds.contract.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { ChecklistSettings, type ChecklistItem } from './contract.ts'
import type { Checklist } from './facts.actions.ts'
import { mayMark, maySuffice } from './rules.ts'
import * as store from './store.ts'

export type Asked = At & { now: Temporal.Instant }
type Opened = Pick<OpenBlock, 'roomId' | 'roomLabel'> & { list: Checklist; whose: Whose }

/** Marks an item as done; the last one completes the list. 400 without the evidence that it asks for. */
export const markItem = (asked: Asked, itemId: string, { note, file }: MarkInput): Promise<{ isComplete: boolean }> =>
  edit(asked, async (tx, opened) => {
    const { list, whose } = opened
    const item = itemOf(list, itemId)
    const verdict = maySuffice(item.evidence, { note, file })
    if (!verdict.may) throw fieldProblem(verdict.code, 400, { path: item.evidence === 'file' ? 'file' : 'note', message: verdict.reason })
    const { actor, now } = asked
    const fileId = file === null ? null : await usableFile(tx, file)
    await store.addStart(tx, whose, list.id, actor.today)
    if (await store.setMark(tx, whose, { block: list.id, item: itemId, by: actor, at: now.toString(), note, fileId }))
      await tell(tx, 'checklist.item-marked', { actor, facts: factsOf(opened, item) })
    const marked = new Set(await store.listMarked(tx, whose, list.id))
    const isComplete = list.settings.items.every(({ id }) => marked.has(id))
    if (isComplete && (await addCompletion(tx, whose, list.id))) await tell(tx, 'checklist.completed', { actor, facts: factsOf(opened) })
    return { isComplete }
  })

/** Takes a mark back, and with it the list's completion: what that unlocked is locked again. */
export const unmarkItem = (asked: Asked, itemId: string): Promise<{ isComplete: boolean }> =>
  edit(asked, async (tx, opened) => {
    const { list, whose } = opened
    const item = itemOf(list, itemId)
    if (await store.removeMark(tx, whose, list.id, itemId)) {
      await tell(tx, 'checklist.item-unmarked', { actor: asked.actor, facts: factsOf(opened, item) })
      await removeCompletion(tx, whose, list.id)
    }
    return { isComplete: false }
  })

/** What is due so many days after the beginning counts from the first time that somebody who can mark it has the list before them. */
export const startList = (asked: Asked): Promise<void> =>
  edit(asked, async (tx, { list, whose }) => void (await store.addStart(tx, whose, list.id, asked.actor.today)))

/** What every edit has in common: 404 before 403, and one editor at a time. */
const edit = <T>(asked: Asked, change: (tx: Tx, opened: Opened) => Promise<T>): Promise<T> =>
  asActor(asked.actor, async (tx) => {
    const { actor } = asked
    const { block, ...place } = await getOpenBlock(tx, asked, ['checklist'])
    insist(mayMark(actor, { isViewing: actor.kind === 'member' && !isOwnDeed(actor) }))
    const list = { id: block.id, settings: ChecklistSettings.parse(block.settings) }
    const whose = whoseOf(actor, list)
    await lockStep(tx, whose, list.id)
    return change(tx, { ...place, list, whose })
  })

const whoseOf = ({ partnerId, partnershipId, userId }: Member, { settings }: Checklist): Whose => ({
  partnerId,
  partnershipId,
  userId: settings.scope === 'person' ? userId : null,
})

const itemOf = ({ settings }: Checklist, itemId: string): ChecklistItem => {
  const found = settings.items.find(({ id }) => id === itemId)
  if (!found) throw notFound()
  return found
}

/** The key of a file that the actor may open. */
const usableFile = async (tx: Tx, id: string): Promise<number> => {
  const found = (await fileFacts(tx, [id])).get(id)
  if (found && found.state !== 'infected') return tx.ids.inner('fil', id)
  throw new Problem('checklist.file-unusable', 400, {
    publicMessage: 'This file can’t be used: add it again.',
    fields: [{ path: 'file', message: 'This file can’t be used: add it again.' }],
  })
}

const factsOf = ({ roomId, roomLabel, list }: Opened, item?: ChecklistItem) => ({
  roomId,
  room: roomLabel,
  step: list.id,
  checklist: list.settings.title,
  ...(item ? { item: item.title } : {}),
})
