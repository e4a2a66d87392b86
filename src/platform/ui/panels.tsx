import { createContext, useContext, type ComponentType } from 'react'
import type { SubTab } from '#shared/config.ts'

/** What fills a customer's sub-tabs. Each room brings its own; the list of rooms joins them, so that no room imports another's screen. */
export type CustomerPanels = Partial<Record<SubTab, ComponentType<{ customerId: string }>>>

export const CustomerPanelsContext = createContext<CustomerPanels>({})
export const useCustomerPanels = (): CustomerPanels => useContext(CustomerPanelsContext)

/** What an account's page is made of, from top to bottom. Each room brings what it knows of a person. */
export type AccountPanels = readonly { name: string; panel: ComponentType }[]

export const AccountPanelsContext = createContext<AccountPanels>([])
export const useAccountPanels = (): AccountPanels => useContext(AccountPanelsContext)
