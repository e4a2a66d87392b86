import { whoWantsDigest } from '#rooms/notifications/actions.ts'
import { asActor, systemActor } from '#server/access.ts'
import type { Running, Schedule } from '#server/jobs.ts'
import { sendComposed } from '#server/mail.ts'
import { digestComposerName } from './letter.ts'
import { leavesAt, newSince, tellsUntil, type DigestFrequency } from './rules.ts'
import { addDigests, listBefore, removeOldDigests } from './store.ts'

/**
 * Puts a digest into the outbox for everybody who wants one of that rhythm: once for each person and moment that it is due at, whatever
 * runs how often. It leaves by day where its reader is. What it says is made when it leaves; who has nothing to hear gets none.
 */
export const askForDigests = (
  running: Pick<Running, 'database' | 'config' | 'now'>,
  frequency: DigestFrequency,
  dueAt: Temporal.Instant,
): Promise<{ asked: number }> =>
  asActor(systemActor('digests', running.database), async (tx) => {
    const wishes = await whoWantsDigest(tx, running.config, frequency)
    // After downtime the rules are judged late as well.
    const now = running.now()
    const askedAt = Temporal.Instant.compare(now, dueAt) > 0 ? now : dueAt
    const until = tellsUntil(askedAt)
    const before = await listBefore(tx, wishes.map(({ userId }) => userId), frequency, dueAt) // prettier-ignore
    const digests = wishes.map(({ userId, ...wish }) => {
      const last = before.get(userId)
      return { ...wish, userId, since: newSince(frequency, until, last && tellsUntil(last)) }
    })
    const added = await addDigests(tx, { frequency, dueAt, askedAt }, digests)
    for (const { userId, since, wantsPortfolio, timeZone } of digests.filter((one) => added.has(one.userId)))
      await sendComposed(tx, {
        userId,
        kind: `digest.${frequency}`,
        compose: digestComposerName,
        notBefore: leavesAt(until, timeZone),
        of: { frequency, since: since.toString(), until: until.toString(), portfolio: wantsPortfolio ? 1 : 0 },
      })
    await removeOldDigests(tx, now)
    return { asked: added.size }
  })

const scheduleOf = (frequency: DigestFrequency): Schedule => ({
  name: `digests.${frequency}`,
  cron: ({ engine }) => engine[frequency],
  run: (running, { dueAt }) => askForDigests(running, frequency, dueAt),
})

export const digestSchedules: readonly Schedule[] = [scheduleOf('daily'), scheduleOf('weekly')]
