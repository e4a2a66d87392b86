import { Problem } from '#shared/problem.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import type { Answer } from '#server/serve.ts'
import { visitOfId, type Session } from '#server/session.ts'
import { openStream, type Stream } from '#server/streams.ts'
import { readerIn } from './reader.ts'
import { newsChannel, streamsPerPerson } from './rules.ts'
import { hasChangedSince } from './store.ts'

type Listener = {
  session: Session
  stream: Stream
  /** What it heard last; undefined: it did not say, and hears only what comes. */
  since: Temporal.Instant | undefined
}

/** Clocks of processes differ, and a transaction is told after it began. */
const overlapSeconds = 5

/**
 * The streams of one process: one connection listens for all of them, while there are any. A stream says that something changed, never
 * what; whoever hears it reads with the eyes of that moment. It ends with its session, which is asked about every `checkMs`.
 */
export const openLive = (portal: Portal, { checkMs = 60_000 }: { checkMs?: number } = {}) => {
  const listeners = new Set<Listener>()
  let isListening = false
  let stopListening: (() => Promise<void>) | undefined

  const mark = () => String(portal.now().epochMilliseconds)
  const tell = ({ stream }: Listener) => stream.say('changed', mark())
  const catchUp = async (listener: Listener) => {
    const { session, since } = listener
    if (since && (await hasChanged(portal, session, since).catch(() => true))) tell(listener)
    listener.since = portal.now()
  }
  const listen = () => {
    stopListening ??= portal.database.listen(newsChannel, {
      listening: () => {
        isListening = true
        for (const listener of listeners) void catchUp(listener)
      },
      said: (payload) => {
        const people = new Set(payload.split(',').map(Number))
        for (const listener of listeners) if (people.has(listener.session.userId)) tell(listener)
      },
    })
  }
  const leave = (listener: Listener) => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    void stopListening?.()
    stopListening = undefined
    isListening = false
  }

  return {
    /** Answers with a stream that begins after `since`, a mark of ours. 429 `notification.too-many-streams`. */
    open: (session: Session, since: string | undefined, answer: Answer): void => {
      const theirs = [...listeners].filter((one) => one.session.accountId === session.accountId)
      if (theirs.length >= streamsPerPerson)
        throw new Problem('notification.too-many-streams', 429, {
          publicMessage: `The portal is open in more than ${streamsPerPerson} windows. The others are kept up to date; this one is when you look at it.`,
        })
      const check = setInterval(() => void endWithSession(portal, session, () => stream.end()), checkMs)
      const stream = openStream(portal, answer, () => {
        clearInterval(check)
        leave(listener)
      })
      const listener: Listener = { session, stream, since: instantOf(since) }
      listeners.add(listener)
      if (isListening) void catchUp(listener)
      else listen()
    },
  }
}

// A session that changed its id, its partnership or its eyes is another one to a stream: the browser comes back as whoever it is then.
const endWithSession = async (portal: Portal, before: Session, end: () => void) => {
  const now = await visitOfId(portal, before.idHash).catch(() => undefined) // the database is away: it is asked again
  if (now === undefined) return
  if (now.session?.userId !== before.userId || now.session.epoch !== before.epoch) end()
}

const hasChanged = async (portal: Portal, session: Session, since: Temporal.Instant): Promise<boolean> => {
  const reader = readerIn(portal, session, { readOnly: true })
  return reader ? asActor(reader.actor, (tx) => hasChangedSince(tx, reader, since.subtract({ seconds: overlapSeconds }))) : false
}

const instantOf = (mark: string | undefined): Temporal.Instant | undefined =>
  mark !== undefined && /^\d{1,15}$/.test(mark) ? Temporal.Instant.fromEpochMilliseconds(Number(mark)) : undefined
