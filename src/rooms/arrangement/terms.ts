import type { PortalConfig } from '#shared/config.ts'
import { fieldProblem } from '#shared/problem.ts'
import { allTerms } from '#rooms/categories/actions.ts'
import type { Viewer } from '#rooms/rooms/rules.ts'
import type { Tx } from '#server/db.ts'
import type { Choices, Traits } from './contract.ts'
import { listSteps, type RoomChanges, type StoredRoom } from './store.ts'
import { namePartnerships } from './viewers.store.ts'

const kindOf = { tiers: 'tier', categories: 'category', stages: 'stage', tags: 'tag' } as const
type TermList = keyof typeof kindOf

/** What partners of the type are sorted by. Archived words are among them: who has one keeps it. */
export const listTermChoices = async (tx: Tx, type: string): Promise<Pick<Choices, TermList>> => {
  const all = (await allTerms(tx)).filter(({ partnerType }) => partnerType === null || partnerType === type)
  const of = (list: TermList) =>
    all.filter(({ kind }) => kind === kindOf[list]).map(({ code, label, isArchived }) => ({ code, label, isArchived }))
  return { tiers: of('tiers'), categories: of('categories'), stages: of('stages'), tags: of('tags') }
}

type Sorted = Pick<Viewer, 'tier' | 'category' | 'stage' | 'tags'>

/** What each of these partners is called by the vendor. */
export const traitsOf = async (tx: Tx, partners: readonly Sorted[]): Promise<Traits[]> => {
  const labels = new Map((await allTerms(tx)).map(({ kind, code, label }) => [`${kind} ${code}`, label]))
  const said = (kind: string, code: string) => labels.get(`${kind} ${code}`) ?? code
  return partners.map(({ tier, category, stage, tags }) => ({
    tier: tier === null ? null : said('tier', tier),
    category: category === null ? null : said('category', category),
    stage: stage === null ? null : said('stage', stage),
    tags: tags.map((tag) => said('tag', tag)),
  }))
}

/** What comes new into a room's lists has to exist and be in use. 400 `room.unknown-term`, at the list. */
export const insistTerms = async (tx: Tx, config: PortalConfig, room: StoredRoom, changes: RoomChanges): Promise<void> => {
  const choices = await listTermChoices(tx, room.partnerType)
  const inUse = (list: TermList) => choices[list].flatMap(({ code, isArchived }) => (isArchived ? [] : [code]))
  const insistKnown = (path: string, list: keyof RoomChanges & keyof StoredRoom, known: readonly (string | number)[]) => {
    const [given, held] = [listIn(changes[list]), listIn(room[list])]
    if (given.every((one) => known.includes(one) || held.includes(one))) return
    throw fieldProblem('room.unknown-term', 400, { path, message: 'One of these is not there any more. Take it out, or choose another.' })
  }
  for (const list of ['tiers', 'categories', 'stages', 'tags'] as const) insistKnown(`access.${list}`, list, inUse(list))
  insistKnown('access.roles', 'roles', config.roles.flatMap(({ side, code }) => (side === 'partner' ? [code] : []))) // prettier-ignore
  insistKnown('unlock.tiers', 'unlockTiers', inUse('tiers'))
  insistKnown('unlock.stages', 'unlockStages', inUse('stages'))
  if (changes.unlockSteps?.length) {
    const steps = await listSteps(tx, room.partnerType)
    // A room can't be unlocked by what is done in it.
    insistKnown('unlock.steps', 'unlockSteps', steps.flatMap(({ step, roomId }) => (roomId === room.id ? [] : [step]))) // prettier-ignore
  }
  if (changes.partnershipIds?.length)
    insistKnown('access.partnerships', 'partnershipIds', (await namePartnerships(tx, changes.partnershipIds, room.partnerType)).map(({ id }) => id)) // prettier-ignore
}

const listIn = (value: unknown): (string | number)[] => (Array.isArray(value) ? value : []) // none of the lists has anything else in it
