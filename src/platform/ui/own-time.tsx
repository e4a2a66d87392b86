import { useSession } from './session.tsx'

const browserTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The clock of the reader, as they chose it or as their browser says: for what is about themselves, not about a partnership. */
export const useOwnTimeZone = (): string => useSession().start.person?.timeZone ?? browserTimeZone
