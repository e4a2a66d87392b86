import { mayUse, reasonOf, type Officer } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem } from '#shared/problem.ts'
import { allTerms } from '#rooms/categories/actions.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell, type Fact } from '#server/events.ts'
import type { PartnerChange, PartnerDetail, PartnerQuery, PartnerRow, PartnersChange, Word } from './contract.ts'
import { changesOf, kindOf, misfit, type Change, type Field, type PartnerFacts, type Wanted } from './rules.ts'
import * as store from './store.ts'

export type Asked = { portal: Portal; actor: Officer }

export const listPartners = ({ portal, actor }: Asked, query: PartnerQuery) =>
  asActor(actor, async (tx) => {
    const [page, words] = await Promise.all([store.listPartners(tx, query), readWords(tx)])
    return {
      ...page,
      items: page.items.map((partner) => ({ ...rowFrom(tx, portal.config, partner, words), partnerships: partner.partnerships })),
    }
  })

export const showPartner = (asked: Asked, outerId: string): Promise<PartnerDetail> =>
  asActor(asked.actor, (tx) => described(tx, asked, tx.ids.inner('par', outerId)))

/** 400 `partner.unfit-word`. */
export const changePartner = (asked: Asked, outerId: string, wanted: PartnerChange): Promise<PartnerDetail> =>
  asActor(asked.actor, async (tx) => {
    const id = tx.ids.inner('par', outerId)
    await apply(tx, asked.actor, [id], wanted)
    return described(tx, asked, id)
  })

/** All of them or none. 400 `partner.unfit-word`, 404 when one of them is not there. */
export const changePartners = ({ actor }: Asked, { ids, ...wanted }: PartnersChange): Promise<{ changed: number }> =>
  asActor(actor, async (tx) => ({ changed: await apply(tx, actor, ids.map((id) => tx.ids.inner('par', id)), wanted) })) // prettier-ignore

const apply = async (tx: Tx, actor: Officer, ids: readonly number[], wanted: Wanted): Promise<number> => {
  const partners = await store.lockPartners(tx, ids)
  const terms = await allTerms(tx)
  const changed = partners
    .map((partner) => ({ ...partner, changes: changesOf(partner, wanted) }))
    .filter(({ changes }) => changes.length > 0)
  for (const partner of changed) {
    const unfit = misfit(partner, partner.changes, terms)
    if (unfit) throw fieldProblem('partner.unfit-word', 400, { path: fieldIn(wanted, unfit.field), message: unfit.message })
  }
  await store.setWords(tx, actor, changed)
  for (const { changes, ...partner } of changed) await tellOf(tx, actor, partner, changes)
  return changed.length
}

/** Tags that join a list are another field of the form than the list. */
const fieldIn = (wanted: Wanted, field: Field) => (field === 'tags' && wanted.addTags ? 'addTags' : field)

/** A change of stage is an event of its own: it says where the partnership stands. */
const tellOf = async (tx: Tx, actor: Officer, partner: PartnerFacts, changes: readonly Change[]) => {
  const facts = (some: readonly Change[]): Record<string, Fact> =>
    Object.assign(
      { partnerId: partner.id, partner: partner.name },
      ...some.map(({ field, before, after }) => ({ [field]: after, [`${field}Before`]: before })),
    )
  const stage = changes.filter(({ field }) => field === 'stage')
  const others = changes.filter(({ field }) => field !== 'stage')
  if (stage.length > 0) await tell(tx, 'partner.stage-changed', { actor, facts: facts(stage) })
  if (others.length > 0) await tell(tx, 'partner.changed', { actor, facts: facts(others) })
}

type Words = ReadonlyMap<string, Word>

const keyOf = (field: Field, code: string) => `${kindOf[field]} ${code}`

const readWords = async (tx: Tx): Promise<Words> =>
  new Map(
    (await allTerms(tx)).map(({ kind, code, label, background, foreground }) => [
      `${kind} ${code}`,
      { code, label, background, foreground },
    ]),
  )

const wordOf = (words: Words, field: Field, code: string): Word =>
  words.get(keyOf(field, code)) ?? { code, label: code, background: '#6b7280', foreground: '#ffffff' }

const rowFrom = (tx: Tx, config: PortalConfig, partner: store.StoredPartner, words: Words): Omit<PartnerRow, 'partnerships'> => {
  const one = (field: 'tier' | 'category' | 'stage') => {
    const code = partner[field]
    return code === null ? null : wordOf(words, field, code)
  }
  const { name, type, country, tags } = partner
  return {
    id: tx.ids.outer('par', partner.id),
    name,
    type,
    typeLabel: labelOf(config, type),
    tier: one('tier'),
    category: one('category'),
    stage: one('stage'),
    tags: tags.map((tag) => wordOf(words, 'tags', tag)),
    country,
  }
}

const labelOf = (config: PortalConfig, model: string) => config.models.find(({ code }) => code === model)?.label ?? model

const described = async (tx: Tx, { portal, actor }: Asked, id: number): Promise<PartnerDetail> => {
  const partner = await store.getPartner(tx, id)
  const [partnerships, managers, changes, words] = await Promise.all([
    store.listPartnerships(tx, id),
    store.listManagers(tx, id),
    store.listChanges(tx, id),
    readWords(tx),
  ])
  const edit = mayUse(actor, 'partner.edit')
  const today = portal.now().toZonedDateTimeISO(portal.config.locale.timeZone).toPlainDate().toString()
  return {
    ...rowFrom(tx, portal.config, partner, words),
    partnerships: partnerships.map(({ activeTo, ...one }) => ({
      ...one,
      id: tx.ids.outer('psh', one.id),
      modelLabel: labelOf(portal.config, one.model),
      isEnded: activeTo !== null && activeTo < today,
    })),
    managers,
    changes: changes.map(({ before, after, field, at, byName }) => {
      const labels = (codes: readonly string[]) => codes.map((code) => wordOf(words, field, code).label)
      return { at, byName, field, before: labels(before), after: labels(after) }
    }),
    may: { edit: edit.may, reason: reasonOf(edit) },
  }
}
