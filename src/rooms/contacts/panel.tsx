import { Group } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Section } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { useCall } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { useSession } from '#ui/session.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { Contact, CustomerContacts } from './contract.ts'
import { ContactForm } from './form.tsx'
import classes from './panel.module.css'
import { TypeCards } from './type-cards.tsx'
import { useContactDeeds } from './deeds.tsx'

type Opened = { contact: Contact | undefined } | undefined

/** A customer's people: who holds which role, and everybody with their address. */
export const ContactsPanel = ({ customerId }: { customerId: string }) => {
  const { t } = useLingui()
  const [opened, setOpened] = useState<Opened>()
  const { data, error, refetch } = useCall('GET /customers/:id/contacts', { params: { id: customerId } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The contacts are being fetched`} />
  const add = (
    <ReasonedButton
      size="xs"
      leftSection={<IconPlus size={15} aria-hidden />}
      reason={data.may.reason ?? undefined}
      onClick={() => setOpened({ contact: undefined })}
    >
      <Trans>Add a person</Trans>
    </ReasonedButton>
  )
  return (
    <>
      <Section title={t`Roles`} about={t`One person a role; one person may hold several.`}>
        <TypeCards customerId={customerId} contacts={data} />
      </Section>
      <Section title={t`People`} actions={add}>
        <People customerId={customerId} contacts={data} open={(contact) => setOpened({ contact })} />
      </Section>
      <Panel
        title={opened?.contact ? t`Change ${opened.contact.name}` : t`Add a person`}
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
      >
        {opened && (
          <ContactForm
            key={opened.contact?.id ?? 'new'}
            customerId={customerId}
            contact={opened.contact}
            people={data.items}
            close={() => setOpened(undefined)}
          />
        )}
      </Panel>
    </>
  )
}

const People = ({ customerId, contacts, open }: { customerId: string; contacts: CustomerContacts; open: (contact: Contact) => void }) => {
  const { contactTypes } = useSession().start
  const { remove, isBusy } = useContactDeeds(customerId)
  const { reason } = contacts.may
  const labelOf = (code: string) => contactTypes.find((type) => type.code === code)?.label ?? code
  const columns: Column<Contact>[] = [
    { id: 'name', heading: t`Name`, cell: (contact) => contact.name },
    { id: 'title', heading: t`Title`, cell: (contact) => contact.title ?? '–' },
    { id: 'email', heading: t`E-mail`, cell: ({ email }) => (email ? <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a> : '–') },
    { id: 'phone', heading: t`Phone`, cell: ({ phone }) => (phone ? <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a> : '–') },
    { id: 'types', heading: t`Roles`, cell: (contact) => contact.types.map(labelOf).join(', ') || '–' },
    {
      id: 'deeds', heading: t`Actions`, numeric: true, cell: (contact) => (
        <Group gap={4} justify="flex-end" wrap="nowrap" data-screen-only>
          <ReasonedButton size="compact-xs" variant="subtle" reason={reason ?? undefined} aria-label={t`Change ${contact.name}`} onClick={() => open(contact)}><Trans>Change</Trans></ReasonedButton>
          <ReasonedButton size="compact-xs" variant="subtle" color="red" loading={isBusy} reason={reason ?? undefined} aria-label={t`Remove ${contact.name}`} onClick={() => remove(contact)}><Trans>Remove</Trans></ReasonedButton>
        </Group>
      ),
    },
  ] // prettier-ignore
  return (
    <div className={classes.people}>
      <SimpleTable
        label={t`People`} columns={columns} rows={contacts.items} rowId={(contact) => contact.id}
        empty={<EmptyState title={t`Nobody yet`}>{t`Add the people that you talk to at this customer.`}</EmptyState>}
      />
    </div>
  )
} // prettier-ignore
