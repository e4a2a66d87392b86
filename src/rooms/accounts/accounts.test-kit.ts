import { sql } from 'kysely'
import { takeMemberships, takeUsers } from '#rooms/partners/people.actions.ts'
import { asActor } from '#server/access.ts'
import { hashOf } from '#server/session-id.ts'
import { actorOf, visitOfId } from '#server/session.ts'
import type { Member } from '#shared/actor.ts'
import type { Name, World } from '../../../test/world.ts'
import { issueInvitation } from './actions.ts'

export const newPassword = 'harbour lantern quiet maple'

/** One of the cast as somebody who acts in their main partnership. */
export const actorFor = async (world: World, name: Name): Promise<Member> => {
  const cookie = await world.signIn(name)
  const { session } = await visitOfId(world.portal, hashOf(cookie.slice(cookie.indexOf('=') + 1)))
  if (!session) throw new Error(`${name} has no session`)
  return actorOf(world.portal, session, {})
}

let newcomers = 0

/** Somebody new in Meridian's main partnership, or among the vendor's people, who has no password. */
export const addNewcomer = (
  world: World,
  { side = 'partner' }: { side?: 'partner' | 'vendor' } = {},
): Promise<{ id: number; email: string }> =>
  world.arrange(async (tx, context) => {
    const email = `newcomer${++newcomers}@meridian.example`
    await takeUsers(tx, [{ email, name: 'Nova Lind', side, vendorRole: side === 'vendor' ? 'partner-manager' : null }], context)
    if (side === 'partner')
      await takeMemberships(
        tx,
        [{ email, partner: 'meridian', partnership: 'meridian-mssp', role: 'user', customerScope: 'assigned' }],
        context,
      )
    const found = await tx.first(sql<{ id: number }>`select id from app_user where email = ${email}`)
    return { id: found?.id ?? 0, email }
  })

/** The secret of the newest mail to somebody. */
export const mailedSecret = (world: World, userId: number): Promise<string> =>
  world.arrange(async (tx) => {
    const found = await tx.first(
      sql<{
        path: string
      }>`select link_path as path from mail where user_id = ${userId} and link_path is not null order by id desc limit 1`,
    )
    return found?.path.split('#')[1] ?? ''
  })

export const mailsTo = (world: World, userId: number): Promise<string[]> =>
  world.arrange(async (tx) =>
    (await tx.rows(sql<{ kind: string }>`select kind from mail where user_id = ${userId} order by id`)).map(({ kind }) => kind),
  )

export const invite = async (world: World, by: Member, userId: number): Promise<{ secret: string; passphrase: string }> => {
  const { passphrase } = await asActor(by, (tx) => issueInvitation(tx, world.portal, { userId, by }))
  return { secret: await mailedSecret(world, userId), passphrase }
}
