import { Alert, TextInput } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useState } from 'react'
import classes from './choose-partner.module.css'
import { noticeProblem } from './notices.tsx'
import { PageHeader } from './page-header.tsx'
import { useCall } from './query.tsx'
import { usePerson, useSession } from './session.tsx'
import { EmptyState, ErrorState, Waiting } from './states.tsx'
import { Current } from './switcher.tsx'

/** The first screen of the vendor's people: whose portal do they want to look at. */
export const ChoosePartner = () => {
  const { t } = useLingui()
  const person = usePerson()
  const { choosePartnership } = useSession()
  const [search, setSearch] = useState('')
  const asked = useDeferredValue(search.trim())
  const { data, error, isPending, refetch } = useCall(
    'GET /partnerships',
    { query: { search: asked || undefined } },
    { keepPrevious: true },
  )
  const items = data?.items ?? []
  if (person.side === 'partner')
    return (
      <EmptyState isPage title={t`You have no partnership yet`}>
        <Trans>Your account is not part of any partnership. Ask an admin of your company to add you.</Trans>
      </EmptyState>
    )
  return (
    <div className={classes.page}>
      <PageHeader
        title={t`Choose a partner`}
        about={t`You see the same portal as the partner does. You can look at everything and change nothing.`}
      />
      <TextInput
        type="search"
        label={t`Partner or partnership`}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        // Its one field is what the page is for.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
      />
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {isPending && <Waiting label={t`Looking for partners`} />}
      {data && items.length === 0 && <EmptyState title={t`No partner has that name`} />}
      {items.length > 0 && (
        <ul className={classes.list} aria-label={t`Partners`}>
          {items.map((choice) => (
            <li key={choice.id}>
              <button type="button" className={classes.choice} onClick={() => void choosePartnership(choice.id).catch(noticeProblem)}>
                <Current choice={choice} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {data && data.total > items.length && (
        <Alert color="gray" mt="md">
          <Plural
            value={data.total - items.length}
            one="One more matches. Type more of its name."
            other="# more match. Type more of the name."
          />
        </Alert>
      )}
    </div>
  )
}
