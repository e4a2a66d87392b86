import { z } from 'zod'
import { NameLine } from '#shared/asked.ts'
import { endpoint } from '#shared/endpoint.ts'
import { lengthFault } from '#shared/password-policy.ts'

/** How far an invitation got. */
export const InvitationState = z.enum(['sent', 'opened', 'used', 'expired'])
export type InvitationState = z.infer<typeof InvitationState>

/** One's own account. */
export const Account = z.strictObject({
  name: z.string(),
  email: z.string(),
  /** For dates and numbers, `en-GB`; null: as the browser says. */
  locale: z.string().nullable(),
  /** IANA name; null: the deployment's. */
  timeZone: z.string().nullable(),
  passwordSetAt: z.iso.datetime().nullable(),
  may: z.strictObject({ edit: z.boolean(), reason: z.string().nullable() }),
})
export type Account = z.infer<typeof Account>

const isLocale = (text: string) => {
  try {
    return Intl.getCanonicalLocales(text).length === 1 && /^[a-z]{2,3}-[A-Z]{2}$/.test(text)
  } catch {
    return false
  }
}
const isTimeZone = (text: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

export const Profile = z.strictObject({
  name: NameLine(120, 'Enter your name.'),
  locale: z.string().max(12).refine(isLocale, 'Choose a language and region.').nullable(),
  timeZone: z.string().max(64).refine(isTimeZone, 'Choose a time zone.').nullable(),
})
export type Profile = z.infer<typeof Profile>

/** What was typed, as it is: no trimming. What it may not be made of is decided where the person is known. */
export const NewPassword = z
  .string()
  .max(1024, 'Use at most 256 characters.')
  .superRefine((password, context) => {
    const message = lengthFault(password)
    if (message) context.addIssue({ code: 'custom', message })
  })
const Secret = z.string().min(1).max(100)
const Email = z.string().trim().toLowerCase().min(3, 'Enter an e-mail address.').max(254)

export const PasswordChange = z.strictObject({ present: z.string().min(1, 'Enter your present password.').max(256), password: NewPassword })
export type PasswordChange = z.infer<typeof PasswordChange>
export const ResetRequest = z.strictObject({ email: Email })
export const Reset = z.strictObject({ secret: Secret, password: NewPassword })
export type Reset = z.infer<typeof Reset>
export const Redemption = z.strictObject({
  secret: Secret,
  passphrase: z.string().trim().min(1, 'Enter the passphrase that you were told.').max(200),
  password: NewPassword,
})
export type Redemption = z.infer<typeof Redemption>
export const SetUp = z.strictObject({
  secret: Secret,
  name: NameLine(120, 'Enter your name.'),
  email: Email.pipe(z.email('Enter an e-mail address.')),
  password: NewPassword,
})
export type SetUp = z.infer<typeof SetUp>

/** With whom the page signs in next; told only to somebody who proved to be that person. */
const Newcomer = z.strictObject({ email: z.string() })

export const problemCodes = [
  'account.not-in-demo', // 409
  'password.wrong', // 403: the present one, when changing it
  'password.length', // 400
  'password.predictable', // 400
  'password.about-you', // 400
  'password.common', // 400
  'password.breached', // 400
  'password.unchanged', // 400
  'invitation.refused', // 403: wrong, expired, used, voided or tried too often: which, is told to nobody
  'invitation.has-password', // 409: who can sign in needs no invitation
  'reset.refused', // 403
  'setup.refused', // 403
  'setup.email-taken', // 409
] as const

export const accounts = {
  mine: endpoint('GET /account', { reply: Account }),
  change: endpoint('PATCH /account', { body: Profile, reply: Account }),
  /** Ends the other sessions; this one goes on under a new id. */
  changePassword: endpoint('PUT /account/password', { body: PasswordChange }),
  /** The same answer whether anybody has the address. */
  requestReset: endpoint('POST /password-resets', { body: ResetRequest }),
  /** Ends every session and signs nobody in: a second factor is asked for as always. */
  reset: endpoint('POST /password-resets/redemption', { body: Reset }),
  /** The page was opened by a person: the inviter sees it. Answers the same for every secret. */
  openInvitation: endpoint('POST /invitations/opening', { body: z.strictObject({ secret: Secret }) }),
  redeemInvitation: endpoint('POST /invitations/redemption', { body: Redemption, reply: Newcomer }),
  /** The first administrator of an empty portal. */
  setUp: endpoint('POST /setup', { body: SetUp, reply: Newcomer }),
}
