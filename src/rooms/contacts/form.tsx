import { Checkbox, Stack, TextInput } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { call, CallProblem } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useSession } from '#ui/session.tsx'
import type { Contact } from './contract.ts'
import { useShowReply } from './deeds.tsx'
import classes from './panel.module.css'

type Values = { name: string; email: string; phone: string; title: string; types: string[] }
type FormProps = { customerId: string; contact: Contact | undefined; people: readonly Contact[]; close: () => void }

const valuesOf = (contact: Contact | undefined): Values => ({
  name: contact?.name ?? '',
  email: contact?.email ?? '',
  phone: contact?.phone ?? '',
  title: contact?.title ?? '',
  types: contact?.types ?? [],
})

/** A new person, or one who changes. Somebody else's change in between is shown, and what was typed here is kept. */
export const ContactForm = ({ customerId, contact, people, close }: FormProps) => {
  const { t } = useLingui()
  const { contactTypes } = useSession().start
  const show = useShowReply(customerId)
  const [newer, setNewer] = useState<Contact>()
  const version = newer?.version ?? contact?.version
  const form = useContractForm({
    initial: valuesOf(contact),
    schema: () => import('./contract.ts').then((contract) => contract.ContactInput),
    send: async (body: Values) => {
      if (!contact || version === undefined) return call('POST /customers/:id/contacts', { params: { id: customerId }, body })
      try {
        return await call('PATCH /customers/:id/contacts/:contactId', {
          params: { id: customerId, contactId: contact.id },
          body: { ...body, version },
        })
      } catch (error) {
        if (error instanceof CallProblem && error.code === 'contact.changed-meanwhile')
          setNewer(await fetchNewer(customerId, contact.id, show))
        throw error
      }
    },
    onDone: (reply) => {
      show(reply)
      noticeDone(contact ? t`The changes were saved` : t`The person was added`)
      close()
    },
  })
  const holderOf = (type: string) => people.find((person) => person.id !== contact?.id && person.types.includes(type))
  return (
    <ContractForm
      form={form}
      submit={newer ? <Trans>Save mine over it</Trans> : contact ? <Trans>Save</Trans> : <Trans>Add</Trans>}
      cancel={close}
    >
      {newer && <Newer newer={newer} mine={form.values} />}
      <TextInput label={t`Name`} required withAsterisk={false} autoComplete="off" data-autofocus {...form.field('name')} />
      <TextInput label={t`Title`} autoComplete="off" {...form.field('title')} />
      <TextInput label={t`E-mail`} type="email" autoComplete="off" {...form.field('email')} />
      <TextInput label={t`Phone`} type="tel" autoComplete="off" {...form.field('phone')} />
      <Checkbox.Group label={t`Roles`} {...form.field('types')}>
        <Stack gap={8} mt={4}>
          {contactTypes.map(({ code, label, about }) => {
            const holder = holderOf(code)
            return (
              <Checkbox
                key={code}
                value={code}
                label={label}
                description={holder ? t`${about}. Held by ${holder.name}, who would lose it.` : about}
              />
            )
          })}
        </Stack>
      </Checkbox.Group>
    </ContractForm>
  )
}

/** The person as somebody else left it; the list behind the form follows. */
const fetchNewer = async (customerId: string, contactId: string, show: ReturnType<typeof useShowReply>): Promise<Contact | undefined> => {
  const reply = await call('GET /customers/:id/contacts', { params: { id: customerId } })
  show(reply)
  return reply.items.find((person) => person.id === contactId)
}

/** What differs between the two, field by field. */
const Newer = ({ newer, mine }: { newer: Contact; mine: Values }) => {
  const theirs = valuesOf(newer)
  const fields = [
    [t`Name`, theirs.name, mine.name],
    [t`Title`, theirs.title, mine.title],
    [t`E-mail`, theirs.email, mine.email],
    [t`Phone`, theirs.phone, mine.phone],
  ] as const
  return (
    <div className={classes.newer}>
      <p>
        <Trans>What you typed is still here. The other change:</Trans>
      </p>
      <dl>
        {fields
          .filter(([, their, own]) => their !== own)
          .map(([label, their]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{their || '–'}</dd>
            </div>
          ))}
      </dl>
    </div>
  )
}
