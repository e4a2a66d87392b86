import { useLingui } from '@lingui/react/macro'
import type { SearchScope } from './scopes.rules.ts'

/** What is looked through. */
export const useScopeWords = (): Record<SearchScope, string> => {
  const { t } = useLingui()
  return {
    all: t`Search everything`,
    customers: t`Search customers`,
    rooms: t`Search rooms`,
    kit: t`Search sales material`,
    people: t`Search people`,
  }
}
