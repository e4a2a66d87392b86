import { asActor, systemActor } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import { addJob, type Running } from '#server/jobs.ts'
import { announce } from './announce.store.ts'
import { setDue } from './pace.store.ts'
import { addNotifications, listWaiting, lockSpreading, setSpread } from './spread.store.ts'

export type Spreading = Pick<Running, 'database' | 'config' | 'now'>

export const mailJobName = 'notifications.mail'
/** News of so many deeds are spread in one transaction. */
const together = 50

/** Tells everybody who is to be told of all news that wait. Safe to run twice and by several engines at once. Returns how many were told. */
export const spreadNews = async (spreading: Spreading, signal?: AbortSignal): Promise<number> => {
  let told = 0
  for (;;) {
    signal?.throwIfAborted()
    const batch = await asActor(systemActor('notifications', spreading.database), (tx) => spreadBatch(tx, spreading))
    if (batch === undefined) return told
    told += batch
  }
}

/** Undefined when nothing waited. */
const spreadBatch = async (tx: Tx, { config, now }: Spreading): Promise<number | undefined> => {
  await lockSpreading(tx)
  const newsIds = await listWaiting(tx, together)
  if (newsIds.length === 0) return undefined
  const moment = now()
  const told = await addNotifications(tx, config, newsIds, moment)
  await setSpread(tx, newsIds, moment)
  const peopleOf = (rows: typeof told) => [...new Set(rows.map(({ userId }) => userId))]
  for (const runAt of await setDue(tx, peopleOf(told.filter(({ mail }) => mail === 'immediate')), moment))
    await addJob(tx, mailJobName, {}, { runAt })
  await announce(tx, peopleOf(told.filter(({ inPortal }) => inPortal)))
  return told.length
}
