import { Button, Popover, TagsInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { useCall, useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import type { CustomerDetail } from './contract.ts'

/** The customer's tags; typing offers those that exist and makes new ones. */
export const TagEditor = ({ customer }: { customer: CustomerDetail }) => {
  const { t } = useLingui()
  const [opened, setOpened] = useState(false)
  const [labels, setLabels] = useState<string[]>([])
  const [typed, setTyped] = useState('')
  const { data } = useCall('GET /tags', {}, { enabled: opened })
  const save = useSend('PUT /customers/:id/tags', {
    invalidates: ['GET /customers', 'GET /customers/:id', 'GET /tags'],
    onDone: () => setOpened(false),
  })
  const open = () => {
    setLabels(customer.tags.map((tag) => tag.label))
    setOpened(true)
  }
  const words = customer.tags.map((tag) => tag.label).join(', ') || t`Add tags`
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={320} trapFocus>
      <Popover.Target>
        <ReasonedButton
          reason={customer.may.tag ? undefined : t`Only people of the partner whose role includes it can change tags.`}
          variant="default"
          size="xs"
          leftSection={<IconTag size={15} aria-hidden />}
          onClick={() => (opened ? setOpened(false) : open())}
        >
          {words}
        </ReasonedButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Tags of ${customer.name}`}>
        <TagsInput
          label={t`Tags`}
          description={t`Press Enter after each one.`}
          data={data?.items.map((tag) => tag.label) ?? []}
          value={labels}
          onChange={setLabels}
          searchValue={typed}
          onSearchChange={setTyped}
          // An open list would lie over the button below.
          dropdownOpened={typed.trim() !== ''}
          maxTags={20}
          maxLength={40}
          acceptValueOnBlur
          comboboxProps={{ withinPortal: false }}
          data-autofocus
        />
        <Button mt="sm" size="xs" loading={save.isPending} onClick={() => save.mutate({ params: { id: customer.id }, body: { labels } })}>
          <Trans>Save tags</Trans>
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
