import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconBolt, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { UnstyledButton } from '@mantine/core'
import { call } from '#ui/api-client.tsx'
import { OrderList } from '#ui/order-list.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { text, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { useQuickChange } from '#ui/quick-change.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { RoomSign } from '#ui/room-icons.tsx'
import { Tag } from '#ui/severity.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { Arranged, ArrangedAction } from './contract.ts'
import { ActionForm } from './form.tsx'
import classes from './quick-actions.module.css'

const view = { action: text() }
const line = 'GET /quick-actions/arranged'

/** The shortcuts that the vendor gives its partners, in the order that holds until a person's own use decides. */
export const SetupPage = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const [isAdding, setAdding] = useState(false)
  const { data, error, refetch } = useCall(line, {})
  const shown = data?.items.find(({ id }) => id === state.action)
  const close = () => {
    setAdding(false)
    setState({ action: '' })
  }
  return (
    <>
      <PageHeader
        title={t`Quick actions set-up`}
        about={t`Shortcuts for partners. Each person sees what they use most first; until then this order holds. The overview shows five.`}
        actions={
          <ReasonedButton size="xs" leftSection={<IconPlus size={15} aria-hidden />} reason={data?.refusal ?? undefined} onClick={() => setAdding(true)}>
            <Trans>Add a quick action</Trans>
          </ReasonedButton>
        }
      />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting label={t`The quick actions are being fetched`} />
      ) : data.items.length === 0 ? (
        <EmptyState icon={IconBolt} title={t`No quick actions yet`}>{t`Lead partners where they go every day: a room, a form, an address or a mail.`}</EmptyState>
      ) : (
        <List arranged={data} open={(id) => setState({ action: id })} />
      )}
      <Panel title={shown?.label ?? t`Add a quick action`} opened={data !== undefined && (isAdding || shown !== undefined)} onClose={close}>
        {data && (shown || isAdding) && <ActionForm key={shown?.id ?? 'new'} arranged={data} action={shown} close={close} />}
      </Panel>
    </>
  )
} // prettier-ignore

const List = ({ arranged, open }: { arranged: Arranged; open: (id: string) => void }) => {
  const { t } = useLingui()
  const { items } = arranged
  const order = useQuickChange<readonly ArrangedAction[]>(line, {
    show: (client, next) => client.setQueryData<Arranged>([line, {}], (known) => known && { ...known, items: [...next] }),
    send: (next) => call('PUT /quick-actions/order', { body: { ids: next.map(({ id }) => id) } }),
  })
  const move = (from: number, to: number) => {
    const row = items[from]
    if (row) void order(items.toSpliced(from, 1).toSpliced(to, 0, row))
  }
  return (
    <OrderList
      label={t`Quick actions`}
      rows={items}
      rowId={({ id }) => id}
      rowName={({ label }) => label}
      move={move}
      line={(action) => <Line action={action} arranged={arranged} open={() => open(action.id)} />}
    />
  )
}

const Line = ({ action, arranged, open }: { action: ArrangedAction; arranged: Arranged; open: () => void }) => {
  const { t } = useLingui()
  const { icon, label, uses, people, partnerTypes, roles, leadsNowhere } = action
  const named = (codes: readonly string[], choices: Arranged['roles'], all: string) =>
    codes.length === 0 ? all : codes.map((code) => choices.find((one) => one.code === code)?.label ?? code).join(', ')
  const used = plural(uses, { one: 'used once', other: 'used # times' })
  const by = plural(people, { one: 'by one person', other: 'by # people' })
  return (
    <UnstyledButton className={classes.row} onClick={open}>
      <span className={classes.rowName}>
        <RoomSign name={icon} size={17} stroke={1.5} className={classes.sign} />
        {label}
        {leadsNowhere && <Tag tone="medium">{t`Its room is not live`}</Tag>}
      </span>
      <span className={classes.description}>
        {[named(partnerTypes, arranged.partnerTypes, t`All partner types`), named(roles, arranged.roles, t`all roles`), uses === 0 ? t`not used yet` : `${used} ${by}`].join(' · ')}
      </span>
    </UnstyledButton>
  )
} // prettier-ignore
