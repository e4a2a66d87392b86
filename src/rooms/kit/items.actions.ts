import type { Officer } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem } from '#shared/problem.ts'
import { allTerms } from '#rooms/categories/actions.ts'
import { fileFacts, setFileUses } from '#rooms/files/actions.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { fileFrom, itemFrom, readLabels, type Labels } from './actions.ts'
import type { KitChange, KitDetail, KitLine, NewKitItem, NewVersion } from './contract.ts'
import * as store from './items.store.ts'
import { unknownWord, type Sorted } from './rules.ts'

export type Asked = { portal: Portal; actor: Officer }
type ListQuery = Parameters<typeof store.listLines>[2]

export const listItems = (asked: Asked, query: ListQuery) =>
  asActor(asked.actor, async (tx) => {
    const [{ items, ...page }, labels] = await Promise.all([store.listLines(tx, todayOf(asked), query), readLabels(tx)])
    return { ...page, items: items.map((item) => lineFrom(tx, item, labels)) }
  })

export const showItem = (asked: Asked, outerId: string): Promise<KitDetail> =>
  asActor(asked.actor, (tx) => described(tx, asked, tx.ids.inner('kit', outerId)))

/** 400 `kit.unknown-word` or `kit.unknown-file`. */
export const addItem = (asked: Asked, { fileId, url, ...item }: NewKitItem): Promise<KitDetail> =>
  asActor(asked.actor, async (tx) => {
    await insistKnown(tx, asked.portal.config, item)
    const id = await store.addItem(tx, item)
    await addContent(tx, asked, id, { fileId, url, note: '' })
    await tell(tx, 'kit.added', { actor: asked.actor, facts: { kitId: id, title: item.title } })
    return described(tx, asked, id)
  })

export const changeItem = (asked: Asked, outerId: string, change: KitChange): Promise<KitDetail> =>
  editItem(asked, outerId, async (tx, { id, title }) => {
    await insistKnown(tx, asked.portal.config, change)
    await store.setItem(tx, id, change)
    const facts = { kitId: id, title: change.title ?? title, fields: Object.keys(change) }
    await tell(tx, 'kit.changed', { actor: asked.actor, facts })
  })

/** Partners get the new version from now on; it is new to them. */
export const renewItem = (asked: Asked, outerId: string, content: NewVersion): Promise<KitDetail> =>
  editItem(asked, outerId, async (tx, { id, title }) => {
    const version = await addContent(tx, asked, id, content)
    await tell(tx, 'kit.renewed', { actor: asked.actor, facts: { kitId: id, title, version } })
  })

export const setArchived = (asked: Asked, outerId: string, isArchived: boolean): Promise<KitDetail> =>
  editItem(asked, outerId, async (tx, { id, title }) => {
    await store.setArchived(tx, id, isArchived)
    await tell(tx, isArchived ? 'kit.archived' : 'kit.restored', { actor: asked.actor, facts: { kitId: id, title } })
  })

type Edited = { id: number; title: string }

const editItem = (asked: Asked, outerId: string, work: (tx: Tx, item: Edited) => Promise<void>): Promise<KitDetail> =>
  asActor(asked.actor, async (tx) => {
    const id = tx.ids.inner('kit', outerId)
    await work(tx, { id, ...(await store.lockItem(tx, id)) })
    return described(tx, asked, id)
  })

const addContent = async (tx: Tx, { portal, actor }: Asked, kitId: number, { fileId, url, note }: NewVersion): Promise<number> => {
  if (fileId !== null && (await fileFacts(tx, [fileId])).get(fileId)?.state !== 'clean')
    throw fieldProblem('kit.unknown-file', 400, {
      path: 'fileId',
      message: 'This file is not there any more, or was not found safe. Add it again.',
    })
  const content = { fileId: fileId === null ? null : tx.ids.inner('fil', fileId), url, note, userId: actor.userId }
  const version = await store.addVersion(tx, kitId, content, portal.now().toString())
  const kept = (await store.listVersions(tx, kitId)).flatMap((one) => (one.fileId === null ? [] : [tx.ids.outer('fil', one.fileId)]))
  await setFileUses(tx, 'kit', kitId, kept)
  return version
}

const insistKnown = async (tx: Tx, config: PortalConfig, item: Sorted & Pick<KitChange, 'access'>) => {
  const terms = await allTerms(tx)
  const codes = (kind: string) => terms.flatMap((term) => (term.kind === kind ? [term.code] : []))
  const known = {
    types: codes('kit-type'),
    audiences: codes('kit-audience'),
    industries: codes('industry'),
    products: config.products.map(({ code }) => code),
  }
  const unknown = unknownWord(item, known) ?? unknownAccess(item.access, config, codes)
  if (unknown) throw fieldProblem('kit.unknown-word', 400, { path: unknown.path, message: `There is no "${unknown.word}" to choose.` })
}

const unknownAccess = (access: KitChange['access'], config: PortalConfig, codes: (kind: string) => string[]) => {
  if (!access) return undefined
  const known = {
    partnerTypes: config.models.map(({ code }) => code),
    tiers: codes('tier'),
    categories: codes('category'),
    stages: codes('stage'),
    tags: codes('tag'),
  }
  for (const path of ['partnerTypes', 'tiers', 'categories', 'stages', 'tags'] as const) {
    const word = access[path].find((one) => !known[path].includes(one))
    if (word !== undefined) return { path: `access.${path}`, word }
  }
  return undefined
}

const todayOf = ({ portal }: Asked) => portal.now().toZonedDateTimeISO(portal.config.locale.timeZone).toPlainDate().toString()

const lineFrom = (tx: Tx, item: store.StoredLine, labels: Labels): KitLine => {
  const { partnerTypes, categories, tiers, stages, tags, state, downloads, recentDownloads } = item
  const access = { partnerTypes: [...partnerTypes], categories: [...categories], tiers: [...tiers], stages: [...stages], tags: [...tags] }
  return { ...itemFrom(tx, item, labels), access, state, downloads, recentDownloads }
}

const described = async (tx: Tx, asked: Asked, id: number): Promise<KitDetail> => {
  const today = todayOf(asked)
  const line = await store.getLine(tx, today, id)
  const [versions, partners, reach, labels] = await Promise.all([
    store.listVersions(tx, id),
    store.listTakers(tx, id),
    store.countReach(tx, id, today),
    readLabels(tx),
  ])
  return {
    ...lineFrom(tx, line, labels),
    versions: versions.map(({ fileId, fileName, fileMime, fileSize, ...version }) => ({
      ...version,
      file: fileFrom(tx, { fileId, fileName, fileMime, fileSize }),
    })),
    partners,
    reach,
  }
}
