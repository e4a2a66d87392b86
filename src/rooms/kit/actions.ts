import type { Member } from '#shared/actor.ts'
import { termLabels } from '#rooms/categories/actions.ts'
import type { TermKind } from '#rooms/categories/rules.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { KitChoices, KitItem, KitQuery } from './contract.ts'
import * as store from './store.ts'

export type Asked = { actor: Member; now: Temporal.Instant }

/** What the reader may find, the newest first; what came since their last visit is marked. */
export const listKit = ({ actor, now }: Asked, query: KitQuery) =>
  asActor(actor, async (tx) => {
    const since = await sinceOf(tx, { actor, now })
    const [page, labels] = await Promise.all([store.listItems(tx, actor, query, since), readLabels(tx)])
    const isNew = (renewedAt: string) => since !== null && renewedAt > since
    return { ...page, items: page.items.map((item): KitItem => ({ ...itemFrom(tx, item, labels), isNew: isNew(item.renewedAt) })) }
  })

export const listChoices = ({ actor, now }: Asked): Promise<KitChoices> =>
  asActor(actor, async (tx) => {
    const since = await sinceOf(tx, { actor, now })
    const [{ types, audiences, industries, ...others }, labels] = await Promise.all([store.listChoices(tx, actor, since), readLabels(tx)])
    const named = (kind: KitTermKind, codes: readonly string[]) =>
      codes.map((code) => labels.of(kind, code)).toSorted((a, b) => (a.label < b.label ? -1 : 1))
    return {
      ...others,
      types: named('kit-type', types),
      audiences: named('kit-audience', audiences),
      industries: named('industry', industries),
    }
  })

/** Staff who look on were never here: nothing is new to them. */
const sinceOf = async (tx: Tx, { actor, now }: Asked) => (actor.kind === 'member' ? store.findSince(tx, actor, now.toString()) : null)

/** Of a partner's own people alone: staff who look on leave no trace. */
export const visitKit = ({ actor, now }: Asked): Promise<void> =>
  asActor(actor, async (tx) => {
    if (actor.kind === 'member') await store.setVisit(tx, actor, now.toString())
  })

/** 404 for what the reader may not find. */
export const noteDownload = (actor: Member, outerId: string): Promise<void> =>
  asActor(actor, async (tx) => {
    const id = tx.ids.inner('kit', outerId)
    const { version } = await store.getCurrent(tx, actor, id)
    if (actor.kind === 'member') await store.addDownload(tx, actor, id, version)
  })

type KitTermKind = Extract<TermKind, 'kit-type' | 'kit-audience' | 'industry'>
export type Labels = { of(kind: KitTermKind, code: string): { code: string; label: string } }

/** What the kit's words are called. */
export const readLabels = async (tx: Tx): Promise<Labels> => {
  const kinds = ['kit-type', 'kit-audience', 'industry'] as const
  const labels = new Map(await Promise.all(kinds.map(async (kind) => [kind, await termLabels(tx, kind)] as const)))
  return { of: (kind, code) => ({ code, label: labels.get(kind)?.get(code) ?? code }) }
}

export const itemFrom = (tx: Tx, item: store.StoredItem, labels: Labels): Omit<KitItem, 'isNew'> => {
  const { title, about, products, language, isCoBrandable, version, renewedAt, expiresOn, url } = item
  return {
    id: tx.ids.outer('kit', item.id),
    title,
    about,
    type: labels.of('kit-type', item.type),
    audiences: item.audiences.map((code) => labels.of('kit-audience', code)),
    industries: item.industries.map((code) => labels.of('industry', code)),
    products,
    language,
    isCoBrandable,
    version,
    renewedAt,
    expiresOn,
    file: fileFrom(tx, item),
    url,
  }
}

type FilePart = Pick<store.StoredItem, 'fileId' | 'fileName' | 'fileMime' | 'fileSize'>
export const fileFrom = (tx: Tx, { fileId, fileName, fileMime, fileSize }: FilePart): KitItem['file'] =>
  fileId === null ? null : { id: tx.ids.outer('fil', fileId), name: fileName ?? '', mime: fileMime ?? '', size: fileSize ?? 0 }
