import { Problem } from '#shared/problem.ts'
import { bySession, readAsSession } from '#server/access.ts'
import { isPasswordOf } from '#server/credential.ts'
import type { Tx } from '#server/db.ts'
import type { Portal } from '#server/deployment.ts'
import { tell } from '#server/events.ts'
import { sendMail } from '#server/mail.ts'
import { addSecurityNews } from '#server/news.ts'
import type { Proof, SignedPasskey } from './contract.ts'
import { listPasskeys, setUsed, spendChallenge, type Purpose } from './passkeys.store.ts'
import { signedBy } from './passkeys.ts'
import { hashOfCode } from './recovery.ts'
import { plainRecoveryCode } from './rules.ts'
import { openSecret } from './secrets.ts'
import * as store from './store.ts'
import { stepOf } from './totp.ts'
import { tryOnce, type Outcome, type Who } from './tries.actions.ts'

/**
 * Insists that it is really the person: the password and, when there is one, a second factor. 403 `factor.proof-missing`,
 * `factor.wrong-password`, `factor.wrong-code` or `factor.passkey-refused`; 401 and 429 as `tryOnce`.
 */
export const prove = async (portal: Portal, who: Who, proof: Proof | undefined): Promise<void> => {
  if (!proof) throw missing()
  const userId = who.session.accountId
  const { account, kinds } = await readAsSession(portal, async (tx) => ({
    account: await store.findAccount(tx, userId),
    kinds: await store.listKinds(tx, userId),
  }))
  if (kinds.length > 0 && !proof.code && !proof.passkey) throw missing()
  await tryOnce(portal, who, 'password', async () => {
    const isRight = account && (await isPasswordOf(portal, { userId, side: account.side, stored: account.password }, proof.password))
    return isRight ? { right: undefined } : { wrong: refused('factor.wrong-password', 'This is not your password.') }
  })
  if (kinds.length === 0) return
  if (proof.passkey) await acceptPasskey(portal, who, proof.passkey, 'prove')
  else if (proof.code && plainRecoveryCode(proof.code)) await acceptRecoveryCode(portal, who, proof.code)
  else if (proof.code) await acceptTotp(portal, who, proof.code.replace(/[\s-]/g, ''))
}

const missing = () =>
  new Problem('factor.proof-missing', 403, { publicMessage: 'Give your password, and your second factor if you have one.' })
const refused = (code: string, publicMessage: string) => new Problem(code, 403, { publicMessage })
const wrongCode = () =>
  refused('factor.wrong-code', 'This code is wrong, or it was used before. Wait for the next one if you have used it just now.')

/** A code of the person's app; it works once. */
export const acceptTotp = (portal: Portal, who: Who, code: string): Promise<void> =>
  tryOnce(portal, who, 'totp', async (tx): Promise<Outcome<undefined>> => {
    const { accountId: userId } = who.session
    const totp = await store.findTotp(tx, userId)
    const step = totp && stepOf(openSecret(portal, who.session, totp.secret), code, portal.now())
    const isSpent = step !== undefined && (await store.spendStep(tx, userId, step))
    return isSpent ? { right: undefined } : { wrong: wrongCode() }
  })

/** One of the codes on paper; it works once, and the person is told. */
export const acceptRecoveryCode = (portal: Portal, who: Who, typed: string): Promise<void> =>
  tryOnce(portal, who, 'recovery', async (tx): Promise<Outcome<undefined>> => {
    const { accountId: userId } = who.session
    const plain = plainRecoveryCode(typed)
    if (!plain || !(await store.spendCode(tx, userId, hashOfCode(plain)))) return { wrong: wrongCode() }
    const left = await store.countCodes(tx, userId)
    await tell(tx, 'factor.recovery-code-used', { actor: bySession, facts: { userId, left } })
    await addSecurityNews(tx, userId, 'security.recovery-code-used')
    await tellOfUse(tx, userId, left)
    return { right: undefined }
  })

const tellOfUse = (tx: Tx, userId: number, left: number) =>
  sendMail(tx, {
    userId,
    kind: 'factor.recovery-code-used',
    subject: 'A recovery code of yours was used',
    paragraphs: [
      `A recovery code was used in the place of your second factor. ${left === 0 ? 'It was the last one.' : `You have ${left} left.`}`,
      'If that was not you, change your password and make new recovery codes now.',
    ],
    link: { label: 'Go to your account', path: '/account' },
  })

/** A signature of one of the person's passkeys over a challenge of this session. */
export const acceptPasskey = (portal: Portal, who: Who, signed: SignedPasskey, purpose: Exclude<Purpose, 'register'>): Promise<void> =>
  tryOnce(portal, who, 'passkey', async (tx): Promise<Outcome<undefined>> => {
    const { accountId: userId, id: sessionId } = who.session
    const now = portal.now().toString()
    const passkey = (await listPasskeys(tx, userId)).find(({ credential }) => credential === signed.id)
    const spend = (challenge: string) => spendChallenge(tx, { challenge, userId, sessionId, purpose }, now)
    const signCount = passkey && (await signedBy(portal, passkey, signed, spend))
    const isUsed = passkey && signCount !== undefined && (await setUsed(tx, passkey.id, { signCount, at: now }))
    return isUsed ? { right: undefined } : { wrong: refused('factor.passkey-refused', 'This passkey could not be accepted. Try again.') }
  })
