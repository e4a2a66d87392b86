import type { PortalConfig } from '#shared/config.ts'

/** Whether a partnership is running on a day: from its first day to its last, both included. */
export const isPartnershipActive = (partnership: { activeFrom: string; activeTo: string | null }, day: string): boolean =>
  partnership.activeFrom <= day && (partnership.activeTo === null || day <= partnership.activeTo)

/** The roles of people who come in; the others only receive mail. */
export const rolesThatSignIn = (config: PortalConfig): string[] =>
  config.roles.filter((role) => role.permissions.includes('portal.sign-in')).map((role) => role.code)

/** Whether a role comes in: one of the configuration, or a partner's own with these permissions. */
export const mayComeIn = (config: PortalConfig, { role, own }: { role: string | null; own: string[] | null }): boolean =>
  own ? own.includes('portal.sign-in') : role !== null && rolesThatSignIn(config).includes(role)

/** How many finished sessions a person has at the most; one more ends the one that was unused for longest. */
export const mostSessions = 5
/** How many may wait for a second factor. */
export const mostHalfSessions = 5
/** How long a sign-in may wait for the second factor, and for its set-up. */
export const halfMinutes = { factor: 10, enrol: 30 }
