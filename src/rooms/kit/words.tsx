import { t } from '@lingui/core/macro'
import type { KitState } from './rules.ts'

export const stateLabel = (state: KitState) =>
  ({
    current: t`Current`,
    expiring: t`Expires soon`,
    expired: t`Expired`,
    stale: t`Not renewed for a year`,
    archived: t`Archived`,
  })[state]
