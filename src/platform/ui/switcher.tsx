import { Combobox, useCombobox } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCheck, IconSelector } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { PartnershipChoice } from '#rooms/sessions/contract.ts'
import { noticeProblem } from './notices.tsx'
import { paths } from './paths.tsx'
import { useCall } from './query.tsx'
import { usePerson, useSession } from './session.tsx'
import classes from './switcher.module.css'

/** Which partnership every page is about; type to find another. */
export const Switcher = ({ isSmall }: { isSmall: boolean }) => {
  const { t } = useLingui()
  const { start, choosePartnership } = useSession()
  const here = start.partnership
  const [search, setSearch] = useState('')
  const list = useCombobox({
    onDropdownClose: () => {
      list.resetSelectedOption()
      setSearch('')
    },
    onDropdownOpen: () => {
      list.focusSearchInput()
      list.updateSelectedOptionIndex('active')
    },
  })
  const choices = useChoices(search, list.dropdownOpened)
  const choose = (id: string) => {
    list.closeDropdown()
    if (id !== here?.id) void choosePartnership(id).catch(noticeProblem)
  }
  if (!here) return <NowhereYet isSmall={isSmall} />
  const current = `${here.partnerName}, ${here.name}`
  return (
    <div className={classes.place}>
      <Combobox store={list} onOptionSubmit={choose} position="bottom-start" width={300}>
        <Combobox.Target targetType="button">
          <button
            type="button"
            className={classes.button}
            data-small={isSmall || undefined}
            title={isSmall ? current : undefined}
            onClick={() => list.toggleDropdown()}
          >
            <span className="only-spoken">
              <Trans>Partnership:</Trans> {isSmall && current}
            </span>
            {isSmall ? (
              <span className={classes.badge} aria-hidden>
                {here.badge.slice(0, 4)}
              </span>
            ) : (
              <Current choice={here} />
            )}
            {!isSmall && <IconSelector size={16} aria-hidden className={classes.arrow} />}
          </button>
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Search
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder={t`Find a partnership`}
            aria-label={t`Find a partnership`}
          />
          <Combobox.Options className={classes.options} aria-label={t`Partnerships`}>
            {choices.map((choice) => (
              <Combobox.Option key={choice.id} value={choice.id} active={choice.id === here.id} className={classes.option}>
                <Current choice={choice} />
                {choice.id === here.id && <IconCheck size={16} aria-label={t`Current`} className={classes.arrow} />}
              </Combobox.Option>
            ))}
            {choices.length === 0 && (
              <Combobox.Empty>
                <Trans>No partnership has that name</Trans>
              </Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  )
}

/** The vendor's people in none of the portals: the way to choose one. */
const NowhereYet = ({ isSmall }: { isSmall: boolean }) => {
  const { t } = useLingui()
  if (usePerson().side !== 'vendor') return null
  return (
    <div className={classes.place}>
      <Link
        href={paths.start()}
        className={classes.button}
        data-small={isSmall || undefined}
        title={isSmall ? t`Choose a partner` : undefined}
      >
        <IconSelector size={16} aria-hidden className={classes.arrow} />
        <span className={isSmall ? 'only-spoken' : classes.name}>
          <Trans>Choose a partner</Trans>
        </span>
      </Link>
    </div>
  )
}

/** A member has a handful, which came with the session; the vendor's people search all that are theirs. */
const useChoices = (search: string, isOpen: boolean): readonly PartnershipChoice[] => {
  const isVendor = usePerson().side === 'vendor'
  const own = useSession().start.partnerships
  const found = useCall(
    'GET /partnerships',
    { query: { search: search || undefined } },
    { enabled: isVendor && isOpen, keepPrevious: true },
  )
  if (isVendor) return found.data?.items ?? []
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return own.filter((choice) => {
    const text = `${choice.partnerName} ${choice.name} ${choice.badge} ${choice.region} ${choice.currency}`.toLocaleLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export const Current = ({ choice }: { choice: PartnershipChoice }) => (
  <span className={classes.current}>
    <span className={classes.name}>{choice.partnerName}</span>
    <span className={classes.facts}>
      <span className={classes.badge}>{choice.badge}</span>
      <span className={classes.region}>{choice.region}</span>
      <span className={classes.currency}>· {choice.currency}</span>
      {!choice.isActive && (
        <span className={classes.region}>
          <Trans>ended</Trans>
        </span>
      )}
    </span>
  </span>
)
