import pg from 'pg'

export type Heard = {
  /** What was said on the channel. */
  said: (payload: string) => void
  /** Heard from now on, for the first time or again: what was said before may have been missed. */
  listening: () => void
}

const firstWaitMs = 500
const longestWaitMs = 15_000

/**
 * Listens to what transactions say on a channel when they commit (NOTIFY), over a connection of its own, which is made again when it
 * breaks. Returns how to stop.
 */
export const listenTo = (url: string, channel: string, heard: Heard): (() => Promise<void>) => {
  let isStopped = false
  let client: pg.Client | undefined
  let again: NodeJS.Timeout | undefined
  let failures = 0

  const connect = async () => {
    const next = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true, // a connection that is gone without a word is noticed
      keepAliveInitialDelayMillis: 30_000,
      options: '-c role=pp_login',
    })
    client = next
    let isBroken = false
    const broken = () => {
      if (isBroken) return
      isBroken = true
      next.end().catch(() => undefined)
      if (isStopped) return
      const longest = Math.min(longestWaitMs, firstWaitMs * 2 ** failures++)
      again = setTimeout(() => void connect(), longest / 2 + (Math.random() * longest) / 2)
    }
    next.on('error', broken)
    next.on('end', broken)
    next.on('notification', ({ payload }) => heard.said(payload ?? ''))
    try {
      await next.connect()
      await next.query(`listen ${pg.escapeIdentifier(channel)}`)
      failures = 0
      if (!isStopped) heard.listening()
    } catch {
      broken()
    }
  }
  void connect()

  return async () => {
    isStopped = true
    clearTimeout(again)
    await client?.end().catch(() => undefined)
  }
}
