import { reasonOf, seesPart, type Member } from '#shared/actor.ts'
import { fileFacts } from '#rooms/files/actions.ts'
import type { StoredFile } from '#rooms/files/contract.ts'
import { isOwnDeed, listCompletions } from '#rooms/blocks/deeds.actions.ts'
import type { Facts } from '#rooms/blocks/resolve.actions.ts'
import type { Tx } from '#server/db.ts'
import type { ChecklistData, ChecklistSettings } from './contract.ts'
import { percentDone } from '#rooms/blocks/percent.rules.ts'
import { dueOn, mayMark, whyHidden } from './rules.ts'
import * as store from './store.ts'

type Evidence = NonNullable<ChecklistData['items'][number]['mark']>['evidence']

export type Checklist = { id: string; settings: ChecklistSettings }

/** How far the reader's lists are, each question asked once for all of them. Staff see of lists of one's own how many people are how far. */
const checklistsFor = async (tx: Tx, actor: Member, lists: readonly Checklist[]): Promise<Map<string, ChecklistData>> => {
  const ids = lists.map(({ id }) => id)
  const isStaff = actor.kind === 'staff'
  const [marks, starts, completions, counts, people] = await Promise.all([
    store.listMarks(tx, actor, ids),
    store.listStarts(tx, actor, ids),
    listCompletions(tx, actor, ids),
    isStaff ? store.countMarks(tx, actor, ids) : [],
    isStaff ? store.countPeople(tx, actor, ids) : null,
  ])
  const files = await fileFacts(tx, marks.flatMap(({ fileId }) => (fileId === null ? [] : [tx.ids.outer('fil', fileId)]))) // prettier-ignore
  const counted = new Map(counts.map(({ block, item, people: many }) => [`${block} ${item}`, many]))
  const verdict = mayMark(actor, { isViewing: actor.kind === 'member' && !isOwnDeed(actor) })

  const described = ({ id, settings }: Checklist): ChecklistData => {
    const isOwnList = settings.scope === 'person'
    // What was done while a list was shared is not of one's own, and the other way round.
    const startedOn = starts.find(({ block, isShared }) => block === id && isShared !== isOwnList)?.startedOn ?? null
    const marked = new Map(marks.flatMap((mark) => (mark.block === id && mark.isShared !== isOwnList ? [[mark.item, mark]] : [])))
    const items = settings.items.map((item) => {
      const mark = marked.get(item.id)
      const due = dueOn(item.due, startedOn)
      return {
        id: item.id,
        dueOn: due,
        isOverdue: !mark && due !== null && due < actor.today,
        mark: mark ? { by: mark.by, at: mark.at, note: mark.note, evidence: evidenceOf(tx, actor, mark, files) } : null,
        marks: isStaff && isOwnList ? (counted.get(`${id} ${item.id}`) ?? 0) : null,
      }
    })
    const done = items.filter(({ mark }) => mark).length
    return {
      items,
      startedOn,
      done,
      percent: percentDone(done, items.length),
      completedAt: completions.find(({ step, isShared }) => step === id && isShared !== isOwnList)?.completedAt ?? null,
      people: people && isOwnList ? { all: people.all, complete: people.complete.get(id) ?? 0 } : null,
      may: { mark: verdict.may, reason: reasonOf(verdict) },
    }
  }
  return new Map(lists.map((list) => [list.id, described(list)]))
}

/** Who sees some of the customers opens what they brought themselves: a colleague's proof may name a customer of somebody else. */
const evidenceOf = (tx: Tx, actor: Member, { fileId }: store.MarkRow, files: ReadonlyMap<string, StoredFile>): Evidence => {
  if (fileId === null) return null
  const file = files.get(tx.ids.outer('fil', fileId))
  return file?.state === 'clean'
    ? { file: { id: file.id, name: file.name, size: file.size } }
    : { file: null, why: whyHidden(file?.state, { seesPart: seesPart(actor) }) }
}

export const checklistFacts: Facts<ChecklistSettings> = { of: (tx, actor, blocks) => checklistsFor(tx, actor, blocks) }
