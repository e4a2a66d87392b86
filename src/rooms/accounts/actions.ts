import { randomBytes } from 'node:crypto'
import type { Actor } from '#shared/actor.ts'
import { notFound, Problem } from '#shared/problem.ts'
import { endSessionsOf, forgetTries } from '#rooms/sessions/ends.actions.ts'
import { sealHash } from '#server/credential.ts'
import { asSession, readAsSession } from '#server/access.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { newSecret, openWithBoth, sealWithBoth, secretHash } from '#server/out-of-band.ts'
import { generatePassphrase, lettersOf } from '#server/passphrase.ts'
import { insistPassword } from '#server/password-check.ts'
import { hashPassword, stretched } from '#server/password.ts'
import { portalTypeOf } from '#server/session.ts'
import type { InvitationState, Redemption } from './contract.ts'
import * as links from './links.store.ts'
import { invitationHours, stateOf } from './rules.ts'
import * as store from './store.ts'

export const byThemselves: Actor = { kind: 'system', name: 'account' }

/**
 * Invites somebody who has no password: a mail with a link goes to them, and the passphrase that it needs is returned, to be shown once and
 * told another way. Earlier invitations lead nowhere from now on. In the transaction and the role of `by`; a partner's person has to be a
 * member of the partnership of `by` already. 404 for somebody whom that role does not see, 409 `invitation.has-password`.
 */
export const issueInvitation = async (
  tx: Tx,
  portal: Portal,
  { userId, by }: { userId: number; by: Actor },
): Promise<{ passphrase: string }> => {
  const person = await store.lockPerson(tx, userId)
  if (!person) throw notFound()
  if (person.hasPassword)
    throw new Problem('invitation.has-password', 409, { publicMessage: `${person.name} has a password already and needs no invitation.` })
  await links.voidLinks(tx, 'invitation', userId)
  const [secret, salt, passphrase] = [newSecret(), randomBytes(16), generatePassphrase(5)]
  const expiresAt = await links.expiryIn(tx, invitationHours)
  const record = { secret, salt, userId, type: portalTypeOf(portal, person.side), expiresAt }
  const sealed = await sealWithBoth(record, lettersOf(passphrase), Buffer.from(person.email))
  await links.addLink(tx, secretHash(secret), expiresAt, { kind: 'invitation', userId, by, salt, sealed })
  await sendMail(tx, {
    userId,
    kind: 'person.invitation',
    subject: `Your invitation to ${portal.config.branding.name}`,
    paragraphs: [
      `Hello ${person.name},`,
      `you are invited to ${portal.config.branding.name}, where ${portal.config.branding.vendor} works with its partners.`,
      'Whoever invited you tells you a passphrase of five words in another way: in person, by telephone or in a chat. You need it together with this link, which works for 24 hours.',
    ],
    link: { label: 'Accept the invitation', path: `/invitation#${secret}` },
  })
  await tell(tx, 'person.invited', { actor: by, facts: { userId } })
  return { passphrase }
}

/** A person is disabled or taken out: signed out everywhere, and no invitation of before leads in. `tx` as for `issueInvitation`. */
export const shutOut = async (tx: Tx, userId: number): Promise<void> => {
  await endSessionsOf(tx, userId)
  await links.voidLinks(tx, 'invitation', userId)
}

/** What became of the newest invitation of each who has still to accept one, of those whom `tx` sees; who was never invited is missing. */
export const listInvitationStates = async (
  tx: Tx,
  people: readonly { id: number; state: 'invited' | 'active' | 'disabled' }[],
): Promise<ReadonlyMap<number, InvitationState>> => {
  const waiting = people.filter(({ state }) => state === 'invited').map(({ id }) => id)
  const found = await links.listInvitations(tx, waiting)
  return new Map(found.map((link) => [link.userId, stateOf(link)]))
}

/** Notes that the link was opened; says nothing about it. */
export const openInvitation = (portal: Portal, secret: string): Promise<void> =>
  asSession(portal, async (tx) => void (await links.setOpened(tx, secretHash(secret))))

/**
 * The first password of somebody who has both the link and the passphrase. Returns the address to sign in with. 403 `invitation.refused`
 * for whatever does not fit: a wrong passphrase, a used, old or voided link take the same time. 400 on `password`, which costs no try.
 */
export const redeemInvitation = async (portal: Portal, { secret, passphrase, password }: Redemption): Promise<{ email: string }> => {
  const salt = await readAsSession(portal, (tx) => links.findSalt(tx, secretHash(secret)))
  // Nobody guesses 256 bits: that an unknown link is refused sooner tells nothing, and costs nobody else a turn.
  if (!salt) throw refused()
  const stretch = await stretched(lettersOf(passphrase), salt)
  const hash = await hashPassword(password)
  const redeemed = await asSession(portal, (tx) => redeem(portal, tx, { secret, stretch, password, hash }))
  if (!redeemed) throw refused()
  return redeemed
}

const refused = () =>
  new Problem('invitation.refused', 403, {
    publicMessage:
      'The link and the passphrase do not lead in: one of them may be mistyped, used already or too old. After five tries, ask whoever invited you for a new invitation.',
  })

type Tried = { secret: string; stretch: Buffer; password: string; hash: string }

/** The try is counted even when it fails, so a failure returns undefined instead of throwing. Everything slow was done before. */
export const redeem = async (
  portal: Portal,
  tx: Tx,
  { secret, stretch, password, hash }: Tried,
): Promise<{ email: string } | undefined> => {
  const invitation = await links.tryInvitation(tx, secretHash(secret))
  if (!invitation) return undefined
  const person = await store.findPerson(tx, invitation.userId)
  if (!person?.isActive || person.hasPassword) return undefined
  const { userId, salt, sealed, expiresAt } = invitation
  const payload = openWithBoth({ secret, salt, userId, type: portalTypeOf(portal, person.side), expiresAt }, stretch, sealed)
  // The payload names whom it was made for: an address that was changed meanwhile is somebody else's.
  if (payload?.toString() !== person.email) return undefined
  await insistPassword(portal, password, person)
  await links.spendLink(tx, 'invitation', secretHash(secret))
  await givePassword(portal, tx, person, hash)
  await tell(tx, 'person.invitation-used', { actor: byThemselves, facts: { userId } })
  return { email: person.email }
}

/** Sets a password by its hash: open links of the person die, and so do their sessions, all but one where it is said, and pauses of sign-in. */
export const givePassword = async (
  portal: Pick<Portal, 'keys' | 'realm'>,
  tx: Tx,
  { id, side }: { id: number; side: 'partner' | 'vendor' },
  hash: string,
  { except }: { except?: Buffer } = {},
): Promise<void> => {
  await store.setPassword(tx, id, sealHash(portal, { userId: id, side }, hash))
  await links.voidAllLinks(tx, id)
  await endSessionsOf(tx, id, except ? { except } : {})
  await forgetTries(tx, id)
}
