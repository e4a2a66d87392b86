import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import type { PortalConfig } from '#shared/config.ts'
import type { InvitationState } from './contract.ts'

export const invitationHours = 24
export const invitationTries = 5
export const resetHours = 1
export const setupHours = 24

/**
 * Links for a forgotten password that a person has at a time. A stranger who asks again and again floods no mailbox with it, and takes
 * nothing away: whoever is refused another link has some that work.
 */
export const openResets = 3

/** A refusal is 409. */
export const mayEditAccount = (realm: 'real' | 'demo'): Verdict =>
  realm === 'real'
    ? allowed
    : refuse(
        'account.not-in-demo',
        'The people of the demo are everybody’s, and stay as they are. In your own portal you change this here.',
      )

/** What the inviter sees of the newest link. One that was tried too often is of as little use as one that is too old. */
export const stateOf = (link: { isUsed: boolean; isOpened: boolean; isPast: boolean; tries: number }): InvitationState => {
  if (link.isUsed) return 'used'
  if (link.isPast || link.tries >= invitationTries) return 'expired'
  return link.isOpened ? 'opened' : 'sent'
}

/** The vendor's roles that look after everything; the first is that of the first administrator. */
export const administratorRoles = ({ roles }: Pick<PortalConfig, 'roles'>): [string, ...string[]] => {
  const whole = roles.filter(({ side, reach }) => side === 'vendor' && reach === 'all')
  const able = whole.filter(({ permissions }) => permissions.includes('portal.sign-in') && permissions.includes('person.edit'))
  const [first, ...others] = (able.length ? able : whole).map(({ code }) => code)
  if (first === undefined) throw new Error('A configuration has a vendor role with reach "all"') // its schema says so
  return [first, ...others]
}
