import { ActionIcon, Tooltip } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { IconSearch } from '@tabler/icons-react'
import { createContext, Suspense, useContext, useEffect, useMemo, useState, type ComponentType, type ReactNode } from 'react'
import type { SearchScope } from '#rooms/blocks/search/scopes.rules.ts'

/** Opens the search over everything with what was typed, among things of one kind or all. */
type OpenSearch = (asked: { text: string; scope: SearchScope }) => void

export type SearchDialog = ComponentType<{ text: string; scope: SearchScope; close: () => void }>

const OpenSearchContext = createContext<OpenSearch | undefined>(undefined)
export const useOpenSearch = (): OpenSearch => {
  const open = useContext(OpenSearchContext)
  if (!open) throw new Error('The search opens inside of SearchDoor')
  return open
}

/** The search opens over any page, by its button, by Ctrl or Cmd K, and from blocks. What it is made of is fetched when it first does. */
export const SearchDoor = ({ Dialog, children }: { Dialog: SearchDialog; children: ReactNode }) => {
  const [asked, setAsked] = useState<Parameters<OpenSearch>[0]>()
  const open = useMemo<OpenSearch>(() => (next) => setAsked(next), [])
  useSearchKey(open)
  return (
    <OpenSearchContext value={open}>
      {children}
      {asked && (
        <Suspense fallback={null}>
          <Dialog {...asked} close={() => setAsked(undefined)} />
        </Suspense>
      )}
    </OpenSearchContext>
  )
}

const useSearchKey = (open: OpenSearch) => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // An editor that has a use of its own for the keys has prevented the browser's.
      if (event.defaultPrevented || event.shiftKey || event.altKey || event.ctrlKey === event.metaKey) return
      if (event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      open({ text: '', scope: 'all' })
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [open])
}

export const SearchButton = () => {
  const { t } = useLingui()
  const open = useOpenSearch()
  const keys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'
  return (
    <Tooltip label={t`Search (${keys})`}>
      <ActionIcon
        size={32}
        onClick={() => open({ text: '', scope: 'all' })}
        aria-label={t`Search`}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
      >
        <IconSearch size={18} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
