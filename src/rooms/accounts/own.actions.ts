import { reasonOf } from '#shared/actor.ts'
import { fieldProblem } from '#shared/problem.ts'
import { tryOnce, type Who } from '#rooms/factors/tries.actions.ts'
import { asSession, insist, readAsSession } from '#server/access.ts'
import { isPasswordOf } from '#server/credential.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { addSecurityNews } from '#server/news.ts'
import { insistPassword } from '#server/password-check.ts'
import { hashPassword } from '#server/password.ts'
import { changeIdIn } from '#server/session-life.ts'
import type { Session } from '#server/session.ts'
import { byThemselves, givePassword } from './actions.ts'
import type { Account, PasswordChange, Profile } from './contract.ts'
import { mayEditAccount } from './rules.ts'
import * as store from './store.ts'

const described = (portal: Portal, account: Omit<Account, 'may'> | undefined): Account => {
  const verdict = mayEditAccount(portal.realm)
  return { ...found(account), may: { edit: verdict.may, reason: reasonOf(verdict) } }
}

export const describeAccount = (portal: Portal, { userId }: Session): Promise<Account> =>
  readAsSession(portal, async (tx) => described(portal, await store.getAccount(tx, userId)))

/** 409 `account.not-in-demo`. */
export const changeProfile = (portal: Portal, { userId }: Session, profile: Profile): Promise<Account> =>
  asSession(portal, async (tx) => {
    insist(mayEditAccount(portal.realm), 409)
    await store.setProfile(tx, userId, profile)
    await tell(tx, 'person.profile-changed', { actor: byThemselves, facts: { userId } })
    return described(portal, await store.getAccount(tx, userId))
  })

/**
 * Another password for somebody who knows the present one; their other sessions end and they are told by mail. Returns the new id of the
 * session that asked, undefined when it has just got another one. 403 `password.wrong` on `present`, as often as `tryOnce` lets it be
 * wrong; 400 on `password`; 409 `account.not-in-demo`.
 */
export const changePassword = async (portal: Portal, who: Who, { present, password }: PasswordChange): Promise<string | undefined> => {
  insist(mayEditAccount(portal.realm), 409)
  const { userId, idHash } = who.session
  const { person, stored } = await readAsSession(portal, async (tx) => ({
    person: found(await store.findPerson(tx, userId)),
    stored: (await store.getSealed(tx, userId))?.stored ?? null,
  }))
  await tryOnce(portal, who, 'password', async () => {
    const isRight = await isPasswordOf(portal, { userId, side: person.side, stored }, present)
    return isRight ? { right: undefined } : { wrong: wrongPassword() }
  })
  if (present.normalize('NFKC') === password.normalize('NFKC'))
    throw fieldProblem('password.unchanged', 400, { path: 'password', message: 'It is the one that you have.' })
  await insistPassword(portal, password, person)
  const hash = await hashPassword(password)
  return asSession(portal, async (tx) => {
    await store.lockPerson(tx, userId)
    // Somebody else may have changed it while we hashed: then what was proved is worth nothing.
    if ((await store.getSealed(tx, userId))?.stored !== stored) throw wrongPassword()
    await givePassword(portal, tx, person, hash, { except: idHash })
    await sendMail(tx, passwordChanged(portal, userId))
    await addSecurityNews(tx, userId, 'security.password-changed')
    await tell(tx, 'person.password-changed', { actor: byThemselves, facts: { userId } })
    return changeIdIn(tx, portal.now(), idHash, {})
  })
}

export const passwordChanged = ({ config }: Portal, userId: number) => ({
  userId,
  kind: 'person.password-changed',
  subject: `Your password for ${config.branding.name} was changed`,
  paragraphs: [
    'Your password was changed a moment ago, and everybody who was signed in with the old one was signed out.',
    'If that was not you, choose a new password at once with "Forgotten your password?" on the sign-in page, and tell your administrator.',
  ],
})

const wrongPassword = () => fieldProblem('password.wrong', 403, { path: 'present', message: 'This is not your present password.' })

const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('Somebody who is signed in has no account')
  return value
}
