import type { Actor } from '#shared/actor.ts'
import { notFound } from '#shared/problem.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { addSecurityNews } from '#server/news.ts'
import type { Stage } from '#server/session.ts'
import type { FactorKind } from './contract.ts'
import { isFactorRequired } from './rules.ts'
import * as store from './store.ts'

/**
 * What a session may become whose password was right. `tx` of pp_session. The demo asks nobody: its accounts are everybody's, and one
 * visitor must not lock the next one out.
 */
export const stageFor = async (tx: Tx, portal: Pick<Portal, 'config' | 'realm'>, { id }: { id: number }): Promise<Stage> => {
  if (portal.realm === 'demo') return 'full'
  if ((await store.listKinds(tx, id)).length > 0) return 'factor'
  return isFactorRequired(portal.config, await store.listRoles(tx, id)) ? 'enrol' : 'full'
}

/** What the person can give as a second factor, for the step after the password. `tx` of pp_session. */
export const factorsOf = (tx: Tx, userId: number): Promise<FactorKind[]> => store.listKinds(tx, userId)

/**
 * Takes every second factor away from somebody who has lost theirs. `tx` is the actor's own (pp_full, pp_staff and pp_vendor reach the
 * people that they may edit; the caller checks the permission), or of pp_system. 404 when there is nobody with one to be seen.
 */
export const resetFactors = async (tx: Tx, actor: Actor, userId: number): Promise<void> => {
  if (!(await store.removeFactor(tx, userId))) throw notFound()
  await tell(tx, 'factor.reset', { actor, facts: { userId } })
  await addSecurityNews(tx, userId, 'security.factor-changed')
  await sendMail(tx, {
    userId,
    kind: 'factor.reset',
    subject: 'Your second factor was removed',
    paragraphs: [
      `${actor.kind === 'system' ? 'The operator of the portal' : actor.name} removed your second factor, because you asked for it or have lost it.`,
      'You sign in with your password alone until you set up another one. If you did not ask for this, tell your administrator.',
    ],
    link: { label: 'Set up another one', path: '/account' },
  })
}
