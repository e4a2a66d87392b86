import { listForDigest, type DigestNews } from '#rooms/notifications/actions.ts'
import { getRenewals } from '#rooms/report/orders.actions.ts'
import { getUsageReport } from '#rooms/report/usage.actions.ts'
import type { RenewalReport, UsageReport } from '#rooms/report/contract.ts'
import type { Member } from '#shared/actor.ts'
import { modelOf } from '#shared/config.ts'
import { actingFor, placesOf, type Place } from '#server/acting.ts'
import { asActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Running } from '#server/jobs.ts'
import { isWorthTelling, mostSections, rowsPerList, type DigestFrequency, type Window } from './rules.ts'
import { countResolved, listTasks, type DigestTasks } from './store.ts'

/** What writing a digest needs: the engine has it, and so has the portal, for previews. */
export type Writing = Pick<Running, 'database' | 'config' | 'keys' | 'now' | 'origin' | 'realm'>

export type DigestAsked = Window & {
  userId: number
  frequency: DigestFrequency
  /** The summary of their customers; without it, only news that they want in a digest. */
  wantsPortfolio: boolean
}

/** What one partnership has to tell this person, as far as they may see it at this moment. */
export type Section = {
  place: Place & { partnerName: string; name: string }
  actor: Pick<Member, 'today' | 'currency' | 'permissions'>
  tasks: DigestTasks
  resolved: number
  renewals: Pick<RenewalReport, 'buckets' | 'isPartial'> | null
  usage: Pick<UsageReport, 'cells' | 'cycles' | 'isPartial'> | null
  news: DigestNews[]
}

export type Gathered = { sections: Section[]; /** Partnerships with something to tell that found no room. */ more: number; rows: number }

/** The digest's content from the stores and rules that the screens use, read as the person. */
export const gatherDigest = async (writing: Writing, asked: DigestAsked): Promise<Gathered> => {
  const places = await placesOf(writing, asked.userId)
  const rows = rowsPerList(Math.min(mostSections, places.length))
  const found: Section[] = []
  let more = 0
  for (const place of places) {
    const section = await sectionAt(writing, asked, place, rows)
    if (!section) continue
    if (found.length < mostSections) found.push(section)
    else more++
  }
  return { sections: found, more, rows }
}

const sectionAt = async (writing: Writing, asked: DigestAsked, place: Section['place'], rows: number): Promise<Section | undefined> => {
  const actor = await actingFor(writing, { userId: asked.userId, ...place })
  if (!actor) return undefined
  const section = await asActor(actor, async (tx): Promise<Section> => {
    const sees = seenBy(actor, asked)
    return {
      place,
      actor,
      tasks: sees.tasks ? await listTasks(tx, actor, asked, rows) : { items: [], open: 0, fresh: 0 },
      resolved: sees.tasks ? await countResolved(tx, actor, asked) : 0,
      renewals: sees.money ? await renewalsOf(tx, actor, writing) : null,
      usage: sees.usage ? await usageOf(tx, actor, writing) : null,
      news: await listForDigest(tx, { ...asked, actor }),
    }
  })
  return isWorthTelling(asked.frequency, numbersOf(section)) ? section : undefined
}

/** People who only receive mail have no permissions: tasks within their scope are what their mail is for. */
const seenBy = ({ permissions, openRooms }: Member, { wantsPortfolio }: DigestAsked) => ({
  tasks: wantsPortfolio && openRooms.includes('tasks') && (permissions.has('task.read') || isMailOnly({ permissions })),
  money: wantsPortfolio && permissions.has('commercial.read') && permissions.has('report.read'),
  usage: wantsPortfolio && permissions.has('usage.read') && permissions.has('report.read'),
})

/** Whoever can't sign in has no use for links. */
export const isMailOnly = ({ permissions }: Pick<Member, 'permissions'>) => !permissions.has('portal.sign-in')

const renewalsOf = async (tx: Tx, actor: Member, { config }: Writing) =>
  modelOf(config, actor.model).reportLayout === 'orders' ? getRenewals(tx, actor, config, { limit: 1 }) : null

const usageOf = async (tx: Tx, actor: Member, { config }: Writing) =>
  modelOf(config, actor.model).reportLayout === 'usage' ? getUsageReport(tx, actor, config, { cycles: 1 }) : null

const numbersOf = ({ tasks, resolved, renewals, usage, news }: Section) => ({
  freshTasks: tasks.fresh,
  openTasks: tasks.open,
  resolvedTasks: resolved,
  news: news.length,
  renewalsDue: renewals?.buckets.reduce((sum, { lines }) => sum + lines, 0) ?? 0,
  overCommitment: usage?.cells.filter(({ overage }) => overage !== null && overage > 0).length ?? 0,
})
