import { notFound } from '#shared/problem.ts'
import { asActor } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import type { Session } from '#server/session.ts'
import { announce } from './announce.store.ts'
import { readerIn } from './reader.ts'
import * as store from './store.ts'

type Asked = { limit: number; cursor?: string | undefined; unread?: boolean | undefined }

/** Somebody without any place is told of nothing. */
export const listNotifications = async (portal: Portal, session: Session, { limit, cursor, unread: onlyUnread = false }: Asked) => {
  const reader = readerIn(portal, session, { readOnly: true })
  if (!reader) return { items: [], next: null, unread: 0 }
  return asActor(reader.actor, async (tx) => {
    const [page, unread] = await Promise.all([
      store.listNotifications(tx, reader, { limit, cursor, onlyUnread }),
      store.countUnread(tx, reader),
    ])
    return { ...page, unread }
  })
}

/** `asOf` is taken before counting: what comes in meanwhile is told by a stream that begins there. */
export const countUnread = async (portal: Portal, session: Session) => {
  const asOf = String(portal.now().epochMilliseconds)
  const reader = readerIn(portal, session, { readOnly: true })
  return { unread: reader ? await asActor(reader.actor, (tx) => store.countUnread(tx, reader)) : 0, asOf }
}

/** 404 for one that the reader may not see (any more). Their other windows hear of it. */
export const markRead = async (portal: Portal, session: Session, id: string): Promise<void> => {
  const reader = readerIn(portal, session, {})
  if (!reader) throw notFound()
  await asActor(reader.actor, async (tx) => {
    const wasUnread = await store.setRead(tx, reader, tx.ids.inner('ntf', id), portal.now())
    if (wasUnread === undefined) throw notFound()
    if (wasUnread) await announce(tx, [reader.userId])
  })
}

export const markAllRead = async (portal: Portal, session: Session, upTo: string): Promise<void> => {
  const reader = readerIn(portal, session, {})
  if (!reader) throw notFound()
  await asActor(reader.actor, async (tx) => {
    const read = await store.setReadUpTo(tx, reader, tx.ids.inner('ntf', upTo), portal.now())
    if (read > 0) await announce(tx, [reader.userId])
  })
}
