import { createContext, useContext } from 'react'
import type { SearchScope } from '#rooms/blocks/search/scopes.rules.ts'

/** Opens the search over everything with what was typed, among things of one kind or all. */
export type OpenSearch = (asked: { text: string; scope: SearchScope }) => void

/** Undefined where there is no search. */
export const OpenSearchContext = createContext<OpenSearch | undefined>(undefined)
export const useOpenSearch = (): OpenSearch | undefined => useContext(OpenSearchContext)
