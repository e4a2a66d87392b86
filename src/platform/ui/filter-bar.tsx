import { ActionIcon, Button, CloseButton, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import classes from './filter-bar.module.css'

export type FilterChip = { id: string; label: string; onRemove: () => void }

type FilterBarProps = {
  search?: { value: string; onChange: (value: string) => void; label: string }
  /** The filters that are set, in words: `Status: expired`. */
  chips?: readonly FilterChip[]
  onClear: () => void
  /** `142 of 2,000 customers`, as the room says it. */
  count?: ReactNode
  /** Controls at the left, beside the search, that set filters. */
  children?: ReactNode
  /** Controls at the right: columns, export. */
  actions?: ReactNode
}

/** Search, filters, what is set, how many rows that leaves, and one way to clear it. */
export const FilterBar = ({ search, chips = [], onClear, count, children, actions }: FilterBarProps) => {
  const { t } = useLingui()
  return (
    <div className={classes.bar} data-screen-only>
      <div className={classes.line}>
        {search && <SearchBox {...search} />}
        {children}
        <span className={classes.actions}>{actions}</span>
      </div>
      {(chips.length > 0 || count !== undefined) && (
        <div className={classes.line}>
          <output className={classes.count}>{count}</output>
          {chips.map((chip) => (
            <span key={chip.id} className={classes.chip}>
              {chip.label}
              <ActionIcon size={20} onClick={chip.onRemove} aria-label={t`Remove filter ${chip.label}`}>
                <IconX size={13} aria-hidden />
              </ActionIcon>
            </span>
          ))}
          {chips.length > 0 && (
            <Button variant="subtle" size="compact-xs" onClick={onClear}>
              <Trans>Clear</Trans>
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

const waitMs = 250

/** Says what was typed once the typing rests; what is shown never waits for it. */
const SearchBox = ({ value, onChange, label }: { value: string; onChange: (value: string) => void; label: string }) => {
  const { t } = useLingui()
  const [typed, setTyped] = useState(value)
  const said = useRef(value)
  const say = useRef(onChange)
  useEffect(() => {
    say.current = onChange
  })
  useEffect(() => {
    // Back, or a cleared filter: the address changed without any typing here.
    if (value !== said.current) setTyped(value)
    said.current = value
  }, [value])
  useEffect(() => {
    if (typed === said.current) return
    const timer = setTimeout(() => {
      said.current = typed
      say.current(typed)
    }, waitMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <TextInput
      size="xs"
      className={classes.search}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={typed && <CloseButton size="xs" aria-label={t`Clear the search`} onClick={() => setTyped('')} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  )
}
