import type { Officer, Verdict } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem, Problem } from '#shared/problem.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { tell } from '#server/events.ts'
import type { NewTerm, TermChange, TermChoice, Terms } from './contract.ts'
import { isSameSet, mayBeCalled, mayColour, maxTerms, type TermKind } from './rules.ts'
import * as store from './store.ts'

export type Asked = { actor: Officer; config: PortalConfig }

/** The words of a kind that can be chosen, in their order; with a partner type those for it and those for all. */
export const listTerms = async (tx: Tx, kind: TermKind, partnerType?: string): Promise<TermChoice[]> => {
  const terms = await store.listTerms(tx, kind)
  return terms.filter((term) => isOpenTo(term, partnerType)).map(choiceOf)
}

/** What each code of a kind is called, archived ones too: what was given keeps its name. Partners are told nothing of categories and tags. */
export const termLabels = async (tx: Tx, kind: TermKind): Promise<ReadonlyMap<string, string>> =>
  new Map((await store.listTerms(tx, kind)).map(({ code, label }) => [code, label]))

/** Every word of every kind by kind and code, archived ones too. */
export const allTerms = (tx: Tx): Promise<store.StoredTerm[]> => store.listTerms(tx)

/** Adds the tags that are known neither by code nor by label, for an import. */
export const addMissingTags = async (tx: Tx, labels: readonly string[]): Promise<void> => {
  if (labels.length === 0) return
  await store.lockTerms(tx)
  const known = new Set((await store.listTerms(tx, 'tag')).flatMap(({ code, label }) => [code, label.toLowerCase()]))
  const missing = labels.filter((label) => !known.has(label.toLowerCase()))
  await store.addMissing(tx, missing.map((label) => ({ kind: 'tag', label: label.slice(0, 80), phase: null }))) // prettier-ignore
}

export const listChoices = ({ actor, config }: Asked) =>
  asActor(actor, async (tx) => ({
    partnerTypes: config.models.map(({ code, label }) => ({ code, label })),
    items: (await store.listTerms(tx)).filter(({ isArchived }) => !isArchived).map(choiceOf),
  }))

/** A kind's words with who and what has each. */
export const listOfKind = (actor: Officer, kind: TermKind): Promise<Terms> => asActor(actor, (tx) => described(tx, kind))

/** 409 `term.label-taken` or `term.too-many`; 400 for colours, a phase or a partner type that can't be. */
export const addTerm = (asked: Asked, { kind, ...values }: NewTerm): Promise<Terms> =>
  edit(asked, async (tx) => {
    const others = await store.listFacts(tx, kind)
    if (others.length >= maxTerms)
      throw new Problem('term.too-many', 409, { publicMessage: `There are ${maxTerms} already, the archived ones among them.` })
    insistWritten(asked.config, kind, values)
    insistOn('label', mayBeCalled(values.label, values.partnerType, others), 409)
    const code = await store.addTerm(tx, kind, values)
    await tell(tx, 'category.added', { actor: asked.actor, facts: { kind, code, label: values.label } })
    return kind
  })

export const changeTerm = (asked: Asked, outerId: string, change: TermChange): Promise<Terms> =>
  editOne(asked, outerId, async (tx, term) => {
    const values = { ...term, ...change }
    insistWritten(asked.config, term.kind, values)
    const others = (await store.listFacts(tx, term.kind)).filter(({ id }) => id !== term.id)
    insistOn('label', mayBeCalled(values.label, values.partnerType, others), 409)
    await store.setTerm(tx, term.id, values)
    const { kind, code } = term
    await tell(tx, 'category.changed', { actor: asked.actor, facts: { kind, code, label: values.label, labelBefore: term.label } })
  })

/** It stays with whoever has it. */
export const setArchived = (asked: Asked, outerId: string, isArchived: boolean): Promise<Terms> =>
  editOne(asked, outerId, async (tx, { id, kind, code, label }) => {
    await store.setArchived(tx, id, isArchived)
    await tell(tx, isArchived ? 'category.archived' : 'category.restored', { actor: asked.actor, facts: { kind, code, label } })
  })

/** 409 `term.order-outdated` when these are not exactly the words in use. */
export const orderTerms = (asked: Asked, kind: TermKind, ids: readonly string[]): Promise<Terms> =>
  edit(asked, async (tx) => {
    const given = ids.map((id) => tx.ids.inner('trm', id))
    const present = (await store.listFacts(tx, kind)).filter(({ isArchived }) => !isArchived).map(({ id }) => id)
    if (!isSameSet(given, present))
      throw new Problem('term.order-outdated', 409, {
        publicMessage: 'The list has changed meanwhile. Look at it again and repeat the move.',
      })
    await store.setOrder(tx, given)
    await tell(tx, 'category.ordered', { actor: asked.actor, facts: { kind } })
    return kind
  })

/** What every edit has in common: the lock before the decision, and the list as it is afterwards. */
const edit = ({ actor }: Asked, work: (tx: Tx) => Promise<TermKind>): Promise<Terms> =>
  asActor(actor, async (tx) => {
    await store.lockTerms(tx)
    return described(tx, await work(tx))
  })

const editOne = (asked: Asked, outerId: string, work: (tx: Tx, term: store.StoredTerm) => Promise<void>): Promise<Terms> =>
  edit(asked, async (tx) => {
    const term = await store.getTerm(tx, tx.ids.inner('trm', outerId))
    await work(tx, term)
    return term.kind
  })

const insistWritten = (config: PortalConfig, kind: TermKind, { partnerType, background, foreground, phase }: store.Values) => {
  insistOn('foreground', mayColour(background, foreground), 400)
  if (partnerType !== null && !config.models.some(({ code }) => code === partnerType))
    throw fieldProblem('term.unknown-partner-type', 400, { path: 'partnerType', message: 'There is no such partner type.' })
  if ((kind === 'stage') !== (phase !== null))
    throw fieldProblem('term.phase-needed', 400, {
      path: 'phase',
      message: kind === 'stage' ? 'Say which phase the stage stands in.' : 'Only stages stand in a phase.',
    })
}

const insistOn = (path: string, verdict: Verdict, status: 400 | 409) => {
  if (!verdict.may) throw fieldProblem(verdict.code, status, { path, message: verdict.reason })
}

const described = async (tx: Tx, kind: TermKind): Promise<Terms> => {
  const [terms, usage] = await Promise.all([store.listTerms(tx, kind), store.listUsage(tx, kind)])
  const byCode = new Map(usage.map((one) => [one.code, one]))
  return {
    kind,
    items: terms.map(({ id, phase, isArchived, ...term }) => {
      const { partners = 0, rooms = 0, kitItems = 0 } = byCode.get(term.code) ?? {}
      return { ...choiceOf(term), id: tx.ids.outer('trm', id), phase, isArchived, usage: { partners, rooms, kitItems } }
    }),
  }
}

const isOpenTo = ({ isArchived, partnerType }: store.StoredTerm, type: string | undefined) =>
  !isArchived && (type === undefined || partnerType === null || partnerType === type)

const choiceOf = ({ kind, code, label, partnerType, background, foreground }: TermChoice): TermChoice => ({
  kind, code, label, partnerType, background, foreground,
}) // prettier-ignore
