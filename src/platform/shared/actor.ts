import type { CycleRule, Permission } from './config.ts'

/** Someone who acts for a partnership: a partner's own person, or vendor staff who look at it. */
export type Member = {
  kind: 'member' | 'staff'
  userId: number
  name: string
  role: string
  permissions: ReadonlySet<Permission>
  /** `all`: every customer (staff: every partner); `assigned`: only the listed ones, enforced by the database. */
  reach: 'all' | 'assigned'
  partnerId: number
  partnershipId: number
  model: string
  /** ISO 4217, of every amount that the partnership sees. */
  currency: string
  timeZone: string
  cycle: CycleRule
  /** The kinds of the pre-defined rooms that are open to them; what belongs to another is not among the permissions. */
  openRooms: readonly string[]
  /** 'YYYY-MM-DD' where the partnership is. */
  today: string
}

/** A named deed of the system itself: `import`, `demo`, `engine`. */
export type System = { kind: 'system'; name: string }

/** Vendor staff outside any partner's portal: their own people, the audit log, settings. */
export type Officer = {
  kind: 'officer'
  userId: number
  name: string
  role: string
  permissions: ReadonlySet<Permission>
  /** `all`: every partner; `assigned`: the ones assigned to them. */
  reach: 'all' | 'assigned'
}

export type Actor = Member | Officer | System

/** Whether somebody sees the customers that are assigned to them alone: sums over all customers are not theirs, row-level security leaves the rest out. */
export const seesPart = (actor: Actor): boolean => actor.kind === 'member' && actor.reach === 'assigned'

/** Whether the actor may; a refusal carries the problem code that both the server's error and the greyed-out control name. */
export type Verdict = { may: true } | { may: false; code: string; reason: string }

export const allowed: Verdict = { may: true }
export const refuse = (code: string, reason: string): Verdict => ({ may: false, code, reason })

/** The reason of the first refusal, as replies carry it; null: nothing is refused. */
export const reasonOf = (...verdicts: Verdict[]): string | null => {
  for (const verdict of verdicts) if (!verdict.may) return verdict.reason
  return null
}

export const mayUse = (actor: Actor, permission: Permission): Verdict =>
  actor.kind === 'system' || actor.permissions.has(permission)
    ? allowed
    : refuse(`${permission}-not-granted`, 'Your role does not include this. An administrator of your company can change it.')
