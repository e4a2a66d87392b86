import { Problem } from '#shared/problem.ts'
import { endSessionsOf } from '#rooms/sessions/ends.actions.ts'
import { bySession, insist } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { addSecurityNews } from '#server/news.ts'
import { anySessionIn, type Session, type Visit } from '#server/session.ts'
import type { Proof } from './contract.ts'
import { prove } from './prove.actions.ts'
import { hashOfCode, newCodes } from './recovery.ts'
import { mayEditFactors, shownRecoveryCode } from './rules.ts'
import * as store from './store.ts'
import type { Who } from './tries.actions.ts'

/**
 * Who may change their factors: a finished sign-in that proves itself again, or one whose password was given a moment ago and that is
 * there to set up the first factor. 409 `factor.asked-first` for one that has still to give its own, `factor.not-in-demo`.
 */
export const startChange = async (portal: Portal, visit: Visit, proof: Proof | undefined): Promise<Who> => {
  const who = changerIn(portal, visit)
  if (who.session.stage === 'full') await prove(portal, who, proof)
  return who
}

export const changerIn = (portal: Portal, visit: Visit): Who => {
  const session = anySessionIn(visit)
  if (session.stage === 'factor') throw askedFirst()
  insist(mayEditFactors(portal.realm), 409)
  return { session, isKnownDevice: session.stage === 'full' }
}

const askedFirst = () =>
  new Problem('factor.asked-first', 409, { publicMessage: 'Finish signing in first, with the second factor that you have.' })

/** Recovery codes with the first factor; null for somebody who has had one, which a sign-in that has proved none must not add to. */
export const firstCodes = async (tx: Tx, { accountId: userId, stage }: Session, at: string): Promise<string[] | null> => {
  if (await store.addFactor(tx, userId, at)) return setNewCodes(tx, userId)
  if (stage === 'full') return null
  throw askedFirst()
}

export const setNewCodes = async (tx: Tx, userId: number): Promise<string[]> => {
  const codes = newCodes()
  await store.setCodes(tx, userId, codes.map(hashOfCode))
  return codes.map(shownRecoveryCode)
}

/** What happened, and what the mail about it is called. */
export type Told = { event: string; subject: string }

/** What every change has in common: other sessions end, it is written down, and the person is told. */
export const settleChange = async (tx: Tx, { accountId: userId, idHash }: Session, { event, subject }: Told) => {
  await endSessionsOf(tx, userId, { except: idHash })
  await tell(tx, event, { actor: bySession, facts: { userId } })
  await addSecurityNews(tx, userId, 'security.factor-changed')
  await sendMail(tx, {
    userId,
    kind: event,
    subject,
    paragraphs: [
      `${subject}. Your other sessions were ended.`,
      'If that was not you, change your password at once and tell your administrator.',
    ],
    link: { label: 'Go to your account', path: '/account' },
  })
}
