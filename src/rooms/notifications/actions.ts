import type { Member } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import type { Tx } from '#server/db.ts'
import { addNews, type News as AnyNews } from '#server/news.ts'
import * as digest from './digest.store.ts'
import { oneClickPath, type TokenMaker } from './unsubscribe-token.ts'
import type { EventName } from './rules.ts'

export type News = Omit<AnyNews, 'event'> & { event: EventName }

/** Tells people of one thing, in the transaction that makes it so: they hear of it when that commits, or not at all. */
export const notify = (tx: Omit<Tx, 'ids'>, news: News): Promise<void> => addNews(tx, [news])

/** The same for many at once, in one statement. */
export const notifyAll = (tx: Omit<Tx, 'ids'>, news: readonly News[]): Promise<void> => addNews(tx, news)

export type DigestWish = {
  userId: number
  /** The summary of their customers; without it, only what `listForDigest` gives. */
  wantsPortfolio: boolean
  /** Their own, or else that of where they work. */
  timeZone: string
}

/** Everybody who wants a digest of that rhythm at this moment, by any of the roles that they hold. `tx` of pp_system. */
export const whoWantsDigest = (tx: Tx, config: PortalConfig, frequency: 'daily' | 'weekly'): Promise<DigestWish[]> =>
  digest.listWishes(tx, config, frequency)

/** One thing that a digest tells; `newsSentence` says it in words. */
export type DigestNews = digest.DigestNews

/**
 * What the person whose transaction it is wanted to read in a digest of that rhythm, of the partnership that they act in and told in that
 * window, the newest first.
 * Row-level security and their role decide what they still may see.
 */
export const listForDigest = (
  tx: Tx,
  asked: { actor: Member; frequency: 'daily' | 'weekly'; since: Temporal.Instant; until: Temporal.Instant },
): Promise<DigestNews[]> => digest.listForDigest(tx, asked)

export { newsSentence, severityWords } from './letter-words.ts'

/** Where a digest's reader stops it with one click. */
export const digestUnsubscribePath = (maker: TokenMaker, subscription: { userId: number; digest: 'daily' | 'weekly' }): string =>
  oneClickPath(maker, subscription)
