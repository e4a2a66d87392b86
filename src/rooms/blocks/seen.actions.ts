import type { Member } from '#shared/actor.ts'
import { Problem } from '#shared/problem.ts'
import { fieldsIn, type MergeField, type RichText } from '#shared/rich-text.ts'
import type { IdKind } from '#shared/ids.ts'
import type { StoredFile } from '#rooms/files/contract.ts'
import { isImage } from '#rooms/files/rules.ts'
import { fileFacts } from '#rooms/files/actions.ts'
import { mayOpen } from '#rooms/quick-actions/rules.ts'
import type { Tx } from '#server/db.ts'
import type { Surroundings } from './resolve.actions.ts'
import * as store from './store.ts'

export type { Introduced, Manager, SeenRoom } from './store.ts'

/** What the fields that texts name say for the reader; a partner without a manager is looked after by the vendor. */
export const fieldsFor = async (
  tx: Tx,
  actor: Member,
  texts: readonly RichText[],
  { portal }: Surroundings,
): Promise<(...of: readonly RichText[]) => Partial<Record<MergeField, string>>> => {
  const asked = new Set(texts.flatMap((text) => [...fieldsIn(text)]))
  const [names, [manager]] = await Promise.all([
    asked.has('partner.name') || asked.has('partnership.name') ? store.findNames(tx, actor) : undefined,
    asked.has('manager.name') ? store.listManagers(tx, actor) : [],
  ])
  const { vendor } = portal.config.branding
  const values: Record<MergeField, string> = {
    'partner.name': names?.partner ?? '',
    'partnership.name': names?.partnership ?? '',
    'person.firstName': actor.name.split(/\s+/u)[0] ?? actor.name,
    'person.name': actor.name,
    'vendor.name': vendor,
    'manager.name': manager?.name ?? vendor,
  }
  return (...of) => Object.fromEntries(of.flatMap((text) => [...fieldsIn(text)]).map((field) => [field, values[field]]))
}

/** Files that can be opened, by their ids: what is not looked at yet, infected or gone is left out. */
export const openFiles = async (tx: Tx, ids: readonly string[]): Promise<Map<string, StoredFile>> => {
  const found = await fileFacts(tx, [...new Set(ids)])
  return new Map([...found].filter(([, { state }]) => state === 'clean'))
}

/** The images that blocks name, those that can be shown. */
export const openImages = async <Settings>(
  tx: Tx,
  blocks: readonly { settings: Settings }[],
  idOf: (settings: Settings) => string | null,
): Promise<Map<string, StoredFile>> => {
  const found = await openFiles(
    tx,
    blocks.flatMap(({ settings }) => idOf(settings) ?? []),
  )
  return new Map([...found].filter(([, { mime }]) => isImage(mime)))
}

/** Who of the vendor looks after the reader's partner, by name. */
export const managersOf = (tx: Tx, actor: Member): Promise<store.Manager[]> => store.listManagers(tx, actor)

/** The vendor's people of these ids, as partners may know them. */
export const introducedBy = async (tx: Tx, ids: readonly string[]): Promise<Map<string, store.Introduced>> => {
  const keys = innerIds(tx, 'usr', ids)
  const rows = keys.length === 0 ? [] : await store.listIntroduced(tx, keys)
  return new Map(rows.map((row) => [tx.ids.outer('usr', row.id), row]))
}

/** Those of the rooms that the reader has and can do something in, open or locked, by their ids. */
export const seenRooms = async (tx: Tx, actor: Member, ids: readonly string[]): Promise<Map<string, store.SeenRoom>> => {
  const keys = innerIds(tx, 'rom', ids)
  const rows = keys.length === 0 ? [] : await store.listSeenRooms(tx, keys)
  const entered = rows.filter(
    ({ kind, standing }) => kind === 'custom' || standing === 'locked' || mayOpen(actor, { kind: 'room', target: kind }),
  )
  return new Map(entered.map((row) => [tx.ids.outer('rom', row.id), row]))
}

/** What looks like an id and was made by nobody is of nothing. */
export const innerIds = (tx: Tx, kind: IdKind, ids: readonly string[]): number[] =>
  [...new Set(ids)].flatMap((id) => {
    try {
      return [tx.ids.inner(kind, id)]
    } catch (error) {
      if (error instanceof Problem) return []
      throw error
    }
  })
