import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconLifebuoy, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { OrderList } from '#ui/order-list.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { useTerms } from '#ui/terms.tsx'
import { ChannelForm } from './channel-form.tsx'
import type { ArrangedChannel, ArrangedChannels } from './contract.ts'
import classes from './support.module.css'
import { contactLabel } from './words.tsx'

const listKey = ['GET /support-channels', {}]

/** The ways to get help as the vendor arranges them. */
export const Page = () => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { data, error, refetch } = useCall('GET /support-channels')
  const [edited, edit] = useState<ArrangedChannel | 'new'>()
  const keep = (reply: ArrangedChannels) => client.setQueryData(listKey, reply)
  const put = async (deed: Promise<ArrangedChannels>) => {
    try {
      keep(await deed)
    } catch (problem) {
      noticeProblem(problem)
      void refetch()
    }
  }
  const items = data?.items ?? []
  const move = (from: number, to: number) => {
    const moved = items.toSpliced(from, 1)
    moved.splice(to, 0, ...items.slice(from, from + 1))
    keep({ items: moved })
    void put(call('PUT /support-channels/order', { body: { ids: moved.map(({ id }) => id) } }))
  }
  const remove = async ({ id, ...channel }: ArrangedChannel) => {
    await put(call('DELETE /support-channels/:id', { params: { id } }))
    noticeDone(t`Removed: ${channel.name}`, () => void put(call('POST /support-channels', { body: channel })))
  }
  return (
    <>
      <PageHeader
        title={t`Support channels`} about={t`What partners find in the room Support: one card for each channel, in this order.`}
        actions={<Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => edit('new')}><Trans>Add a channel</Trans></Button>}
      />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting label={t`The list is being fetched`} />
      ) : items.length === 0 ? (
        <EmptyState icon={IconLifebuoy} title={t`No channel yet`}>{t`Until there is one, partners find their partner manager there.`}</EmptyState>
      ) : (
        <OrderList
          label={t`Support channels`} rows={items} rowId={({ id }) => id} rowName={({ name }) => name} move={move}
          line={(channel) => <ChannelLine channel={channel} edit={() => edit(channel)} remove={() => void remove(channel)} />}
        />
      )}
      <Panel title={edited === 'new' ? t`Add a channel` : edited?.name} opened={edited !== undefined} onClose={() => edit(undefined)} size={560}>
        {edited && <ChannelForm channel={edited === 'new' ? undefined : edited} keep={keep} close={() => edit(undefined)} />}
      </Panel>
    </>
  )
} // prettier-ignore

const ChannelLine = ({ channel, edit, remove }: { channel: ArrangedChannel; edit: () => void; remove: () => void }) => {
  const { t } = useLingui()
  const { partnerTypes } = useTerms()
  const { name, contactKind, contact, partnerTypes: types } = channel
  const named = partnerTypes.filter(({ value }) => types.includes(value)).map(({ label }) => label)
  return (
    <div className={classes.line}>
      <div className={classes.words}>
        <strong>{name}</strong>
        <div className={classes.quiet}>{contactLabel(contactKind)}: {contact} · {named.join(', ') || t`All partner types`}</div>
      </div>
      <span className={classes.deeds}>
        <Button size="compact-xs" variant="subtle" onClick={edit} aria-label={t`Edit ${name}`}><Trans>Edit</Trans></Button>
        <Button size="compact-xs" variant="subtle" onClick={remove} aria-label={t`Remove ${name}`}><Trans>Remove</Trans></Button>
      </span>
    </div>
  )
} // prettier-ignore
