import { Problem } from '#shared/problem.ts'
import { unlockPerson } from '#rooms/sessions/ends.actions.ts'
import { asSession, readAsSession } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { addSecurityNews } from '#server/news.ts'
import { newSecret, secretHash } from '#server/out-of-band.ts'
import { insistPassword } from '#server/password-check.ts'
import { hashPassword } from '#server/password.ts'
import { byThemselves, givePassword } from './actions.ts'
import type { Reset } from './contract.ts'
import * as links from './links.store.ts'
import { passwordChanged } from './own.actions.ts'
import { mayEditAccount, openResets, resetHours } from './rules.ts'
import * as store from './store.ts'

/**
 * Sends a link to the stored address of somebody who has a password. Nothing for anybody else: who was invited has to come by the
 * invitation, or the passphrase would protect nothing.
 */
export const requestReset = (portal: Portal, email: string): Promise<void> =>
  asSession(portal, async (tx) => {
    const found = await store.findPersonByEmail(tx, email)
    const person = found && (await store.lockPerson(tx, found.id))
    if (!person?.isActive || !person.hasPassword || !mayEditAccount(portal.realm).may) return
    if ((await links.countOpen(tx, 'reset', person.id)) >= openResets) return
    const secret = newSecret()
    await links.addLink(tx, secretHash(secret), await links.expiryIn(tx, resetHours), { kind: 'reset', userId: person.id })
    const { name } = portal.config.branding
    await sendMail(tx, {
      userId: person.id,
      kind: 'person.password-reset',
      subject: `Choose a new password for ${name}`,
      paragraphs: [
        `Somebody asked for a new password for your account at ${name}. The link works once, within an hour.`,
        'If that was not you, you need not do anything: your password stays as it is.',
      ],
      link: { label: 'Choose a new password', path: `/reset#${secret}` },
    })
    await tell(tx, 'person.reset-requested', { actor: byThemselves, facts: { userId: person.id } })
  })

/**
 * A new password for whoever has the link. Ends every session and opens none, so that a second factor is asked for as always; whoever was
 * locked out may try again. 403 `reset.refused`, 400 on `password`, which leaves the link as it was.
 */
export const resetPassword = async (portal: Portal, { secret, password }: Reset): Promise<void> => {
  // Nobody guesses 256 bits: that an unknown link is refused sooner tells nothing, and costs nobody else a turn.
  if (!(await readAsSession(portal, (tx) => links.isUsable(tx, 'reset', secretHash(secret))))) throw refused()
  const hash = await hashPassword(password)
  await asSession(portal, async (tx) => {
    const link = await links.spendLink(tx, 'reset', secretHash(secret))
    const person = link?.userId ? await store.lockPerson(tx, link.userId) : undefined
    if (!person?.isActive || !person.hasPassword) throw refused()
    await insistPassword(portal, password, person)
    await givePassword(portal, tx, person, hash)
    await unlockPerson(tx, byThemselves, person.id)
    await sendMail(tx, passwordChanged(portal, person.id))
    await addSecurityNews(tx, person.id, 'security.password-changed')
    await tell(tx, 'person.password-reset', { actor: byThemselves, facts: { userId: person.id } })
  })
}

const refused = () => new Problem('reset.refused', 403, { publicMessage: 'This link was used already or is too old. Ask for a new one.' })
