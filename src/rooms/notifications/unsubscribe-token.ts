import { z } from 'zod'
import { Problem } from '#shared/problem.ts'
import type { Realm } from '#server/deployment.ts'
import { Unopened, type Keyring } from '#server/keys.ts'
import { newsGroups } from './rules.ts'

/** What one of somebody's mails can be unsubscribed from: groups of events, or a whole digest. */
export type Subscription =
  | { userId: number; groups: readonly (typeof newsGroups)[number][] }
  | { userId: number; digest: 'daily' | 'weekly' }

export type TokenMaker = { keys: Keyring; origin: string; realm: Realm }

const Written = z.union([
  z.strictObject({ u: z.int().positive(), g: z.array(z.enum(newsGroups)).min(1) }),
  z.strictObject({ u: z.int().positive(), d: z.enum(['daily', 'weekly']) }),
])

/** Sealed: it says whose mail and which kind, to nobody else, and lets whoever has it switch that off and nothing more. It does not run out. */
export const unsubscribeToken = ({ keys, origin, realm }: TokenMaker, subscription: Subscription): string => {
  const { userId: u } = subscription
  const written: z.infer<typeof Written> = 'digest' in subscription ? { u, d: subscription.digest } : { u, g: [...subscription.groups] }
  return keys.seal('unsubscribe', typeOf(realm), origin, Buffer.from(JSON.stringify(written)))
}

/** The address that a mail's List-Unsubscribe names, below the portal's own. */
export const oneClickPath = (maker: TokenMaker, subscription: Subscription): string =>
  `/api/unsubscriptions/one-click?token=${unsubscribeToken(maker, subscription)}`

/** The same for people: a page that changes nothing before they press its button. */
export const unsubscribePagePath = (token: string): string => `/unsubscribe#${token}`

/** 400 `unsubscribe.unreadable`. */
export const readToken = ({ keys, origin, realm }: TokenMaker, token: string): Subscription => {
  try {
    const written = Written.parse(JSON.parse(keys.open('unsubscribe', typeOf(realm), origin, token).toString()))
    return 'd' in written ? { userId: written.u, digest: written.d } : { userId: written.u, groups: written.g }
  } catch (cause) {
    if (!(cause instanceof Unopened)) throw cause
    throw new Problem('unsubscribe.unreadable', 400, {
      publicMessage: 'This link is incomplete or too old. You can switch e-mails off in your account, under Notifications.',
    })
  }
}

// A token names its person, whichever side they are on: the realm alone divides the keys.
const typeOf = (realm: Realm) => (realm === 'demo' ? 'demo' : 'partner')
