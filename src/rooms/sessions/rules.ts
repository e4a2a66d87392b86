import type { PortalConfig } from '#shared/config.ts'

/** Whether a partnership is running on a day: from its first day to its last, both included. */
export const isPartnershipActive = (partnership: { activeFrom: string; activeTo: string | null }, day: string): boolean =>
  partnership.activeFrom <= day && (partnership.activeTo === null || day <= partnership.activeTo)

/** The roles of people who come in; the others only receive mail. */
export const rolesThatSignIn = (config: PortalConfig): string[] =>
  config.roles.filter((role) => role.permissions.includes('portal.sign-in')).map((role) => role.code)
