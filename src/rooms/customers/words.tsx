import { t } from '@lingui/core/macro'
import type { SubTab } from '#shared/config.ts'
import type { CustomerState, CustomerStatus } from './contract.ts'

export const subTabLabel = (subTab: SubTab): string =>
  ({
    tasks: t`Tasks`,
    commercial: t`Commercial`,
    usage: t`Product usage`,
    activity: t`Activity`,
    signals: t`Retention signals`,
    contacts: t`Contacts`,
  })[subTab]

export const stateLabel = (state: CustomerState): string =>
  ({ trial: t`Trial`, paying: t`Paying`, archived: t`Archived`, internal: t`Internal`, demo: t`Demo account` })[state]

export const statusLabel = (status: CustomerStatus): string =>
  ({ active: t`Active`, upcoming: t`Upcoming`, expired: t`Expired`, none: t`No orders` })[status]
