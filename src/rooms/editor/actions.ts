import type { Actor, Officer, Verdict } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem, Problem } from '#shared/problem.ts'
import { setPublished } from '#rooms/arrangement/arranged.actions.ts'
import { checkBlocks, publishable, wordsOf } from '#rooms/blocks/rules.ts'
import { setFileUses } from '#rooms/files/actions.ts'
import { fileIdsIn } from '#rooms/files/rules.ts'
import { asActor, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import { changesBetween, type Blocks } from './blocks.rules.ts'
import type { BlockProblem, Draft, OtherEditor } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** Whose room is worked on, and by whom. */
export type Asked = { config: PortalConfig; actor: Officer; roomId: string }

export const readDraft = (asked: Asked): Promise<Draft> =>
  within(asked, async (tx, id) => described(tx, asked.config, await store.getDraft(tx, id)))

export type Saved = Pick<Draft, 'version' | 'problems' | 'hasChanges' | 'asideAt'>

/** All blocks in their order. 409 `draft.changed-meanwhile` when the version is not the one that stands, 400 `draft.too-large`. */
export const saveDraft = (
  asked: Asked,
  { version, blocks, keepsOther }: { version: number; blocks: Blocks; keepsOther: boolean },
): Promise<Saved> =>
  edit(asked, version, async (tx, draft) => {
    await setBlocks(tx, asked.actor, draft, { blocks, ...(keepsOther ? { aside: draft.blocks } : {}) })
    const { version: now, problems, hasChanges, asideAt } = described(tx, asked.config, await store.getDraft(tx, draft.roomId))
    return { version: now, problems, hasChanges, asideAt }
  })

/** Partners read it from now on. 409 `draft.not-ready` with each block's fault, or `draft.unchanged`. */
export const publishDraft = (asked: Asked, version: number): Promise<Draft> =>
  edit(asked, version, async (tx, draft) => {
    await publishBlocks(tx, asked, draft)
    return described(tx, asked.config, await store.getDraft(tx, draft.roomId))
  })

/** The draft becomes that revision, or what was set aside; what it was is set aside. */
export const restoreDraft = (asked: Asked, { version, from }: { version: number; from: number | 'aside' }): Promise<Draft> =>
  edit(asked, version, async (tx, draft) => {
    const blocks = from === 'aside' ? await store.findAside(tx, draft.roomId) : (await store.getRevision(tx, draft.roomId, from)).blocks
    if (!blocks) throw new Problem('draft.nothing-aside', 409, { publicMessage: 'There is no earlier draft to take back.' })
    await store.setDraft(tx, draft.roomId, { blocks, by: asked.actor.userId, aside: draft.blocks })
    await tell(tx, 'draft.restored', { actor: asked.actor, facts: { roomId: draft.roomId, room: draft.label, from } })
    return described(tx, asked.config, await store.getDraft(tx, draft.roomId))
  })

export const listRevisions = (asked: Asked, page: { limit: number; cursor?: string | undefined }) =>
  within(asked, (tx, id) => store.listRevisions(tx, id, page))

export const readRevision = (asked: Asked, number: number) => within(asked, (tx, id) => store.getRevision(tx, id, number))

/** The window is still open: what stands by now, and who else has one. */
export const attend = (asked: Asked, window: string): Promise<{ version: number; changedBy: string | null; others: OtherEditor[] }> =>
  within(asked, async (tx, id) => {
    const { userId } = asked.actor
    const { version, changedBy } = await store.getDraft(tx, id)
    const others = await store.attend(tx, id, { window, userId })
    return {
      version,
      changedBy,
      others: others.map((other) => ({ window: other.window, name: other.name, isYou: other.userId === userId })),
    }
  })

export const leave = (asked: Asked, window: string): Promise<void> =>
  within(asked, async (tx, id) => void (await store.leave(tx, id, { window, userId: asked.actor.userId })))

/** Who publishes, and what the deployment allows to be shown. */
export type Author = { actor: Actor; config: PortalConfig }

/** What a custom room begins with: a template's blocks, another room's. In the transaction of whoever adds the room. */
export const giveDraft = async (tx: Tx, actor: Actor, roomId: number, blocks: Blocks): Promise<void> =>
  setBlocks(tx, actor, await store.lockDraft(tx, roomId), { blocks })

/** The blocks that are worked on, for who copies them. */
export const draftBlocks = async (tx: Tx, roomId: number): Promise<Blocks> => (await store.getDraft(tx, roomId)).blocks

/** Publishes what stands, for who arranges rooms without an editor. */
export const publishRoom = async (tx: Tx, by: Author, roomId: number): Promise<void> =>
  publishBlocks(tx, by, await store.lockDraft(tx, roomId))

const setBlocks = async (
  tx: Tx,
  actor: Actor,
  draft: store.StoredDraft,
  { blocks, aside }: { blocks: Blocks; aside?: Blocks },
): Promise<void> => {
  insistState(rules.mayHaveBlocks(draft))
  insistSize(blocks)
  await store.setDraft(tx, draft.roomId, { blocks, by: userOf(actor), aside })
  // Saves follow each other by the second: the log has the first of somebody's, and what was published in the end.
  if (draft.changedById !== userOf(actor) || !rules.hasChanges(draft))
    await tell(tx, 'draft.changed', { actor, facts: { roomId: draft.roomId, room: draft.label } })
}

const publishBlocks = async (tx: Tx, { actor, config }: Author, draft: store.StoredDraft): Promise<void> => {
  const { blocks } = draft
  insistState(rules.mayHaveBlocks(draft))
  insistState(rules.mayPublish(draft))
  insistReady(checkBlocks(blocks, config.embeds))
  const read = publishable(blocks, config.embeds)
  const words = wordsOf(read)
  const number = await store.addRevision(tx, draft.roomId, { blocks, words, by: userOf(actor) })
  await setPublished(tx, draft.roomId, number)
  await setFileUses(tx, 'room', draft.roomId, fileIdsIn(read))
  const changes = changesBetween(draft.publishedBlocks ?? [], blocks)
  const facts = { roomId: draft.roomId, room: draft.label, revision: number, blocks: blocks.length, changes: changes.length }
  await tell(tx, 'draft.published', { actor, facts })
}

const insistSize = (blocks: Blocks) => {
  const verdict = rules.mayBeSoLarge(blocks, Buffer.byteLength(JSON.stringify(blocks)))
  if (!verdict.may) throw fieldProblem(verdict.code, 400, { path: 'blocks', message: verdict.reason })
}

const insistReady = (problems: readonly BlockProblem[]) => {
  if (problems.length === 0) return
  const count = new Set(problems.map(({ blockId }) => blockId)).size
  throw new Problem('draft.not-ready', 409, {
    publicMessage: `${count === 1 ? 'One block is' : `${count} blocks are`} not ready to be published. Each says what it still needs.`,
    fields: problems.map(({ blockId, path, message }) => ({ path: `${blockId}.${path}`, message })),
  })
}

const insistState = (verdict: Verdict) => insist(verdict, 409)
const userOf = (actor: Actor) => (actor.kind === 'system' ? null : actor.userId)

const within = <T>({ actor, roomId }: Asked, work: (tx: Tx, id: number) => Promise<T>): Promise<T> =>
  asActor(actor, async (tx) => {
    const id = tx.ids.inner('rom', roomId)
    insistState(rules.mayHaveBlocks(await store.getDraft(tx, id)))
    return work(tx, id)
  })

/** What every change has in common: the lock before the decision, and the version that its author read. */
const edit = <T>({ actor, roomId }: Asked, seenVersion: number, work: (tx: Tx, draft: store.StoredDraft) => Promise<T>): Promise<T> =>
  asActor(actor, async (tx) => {
    const draft = await store.lockDraft(tx, tx.ids.inner('rom', roomId))
    insistState(rules.mayHaveBlocks(draft))
    insistState(rules.maySave(draft, seenVersion))
    return work(tx, draft)
  })

const described = (tx: Tx, config: PortalConfig, draft: store.StoredDraft): Draft => {
  const { label, icon, partnerType, status, blocks, version, changedAt, changedBy, asideAt, number, publishedAt, publishedBy } = draft
  return {
    room: { id: tx.ids.outer('rom', draft.roomId), label, icon, partnerType, status },
    blocks,
    version,
    changedAt,
    changedBy,
    published: number === null || publishedAt === null ? null : { number, publishedAt, publishedBy },
    hasChanges: rules.hasChanges(draft),
    asideAt,
    problems: checkBlocks(blocks, config.embeds),
  }
}
