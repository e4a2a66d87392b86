import { Select } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useCall } from './query.tsx'

type Named = { partnerName: string; name: string }
type Props = { value: string; choose: (id: string) => void; titleOf: (choice: Named) => string }

/** Finds one of the partnerships that the vendor's people may look at. */
export const PartnershipSelect = ({ value, choose, titleOf }: Props) => {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  // What was chosen stands in the field: searching for it would leave nothing else to choose.
  const [chosen, setChosen] = useState('')
  const { data } = useCall(
    'GET /partnerships',
    { query: { search: typed === chosen ? undefined : typed || undefined } },
    { keepPrevious: true },
  )
  const options = (data?.items ?? []).map((choice) => ({ value: choice.id, label: titleOf(choice) }))
  return (
    <Select
      label={t`Partnership`}
      placeholder={t`Find a partnership`}
      searchable
      data={options}
      filter={({ options: found }) => found}
      value={value || null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id, option) => {
        setChosen(option?.label ?? '')
        choose(id ?? '')
      }}
      nothingFoundMessage={t`No partnership has that name`}
    />
  )
}
