import { ActionIcon, Button, Menu, Tabs } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconDots, IconEyeQuestion, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { call } from '#ui/api-client.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { paths, text, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import { AddRoom } from './add-room.tsx'
import { ChooseSet } from './choose-set.tsx'
import type { Arrangement, RoomLine } from './contract.ts'
import { orderedLike } from './order.rules.ts'
import { RoomList } from './room-list.tsx'
import { StartRoom } from './start-room.tsx'

const view = { type: text() }

/** What each partner type sees, in the order of its menu. */
export const ListPage = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const [isAdding, setAdding] = useState(false)
  const query = { type: state.type || undefined }
  const { data, error, refetch } = useCall('GET /arrangement', { query }, { keepPrevious: true })
  const reorder = useReorder(query, data)
  const [, navigate] = useLocation()
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Opening the rooms`} />
  const typeLabel = data.types.find(({ code }) => code === data.type)?.label ?? data.type
  return (
    <>
      <PageHeader
        title={t`Rooms`}
        about={t`What each partner type finds in its portal. Partners see the rooms that are live, in this order.`}
        actions={
          <>
            <Button component={Link} href={paths.inspection()} size="xs" variant="default" leftSection={<IconEyeQuestion size={15} aria-hidden />}>
              <Trans>What a partner sees</Trans>
            </Button>
            <ChooseSet type={data.type} typeLabel={typeLabel} />
            <StartRoom type={data.type} typeLabel={typeLabel} onStarted={({ id }) => navigate(paths.arrangedRoom(id, 'blocks'))} />
            <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
              <Trans>Add a room</Trans>
            </Button>
            <OrderLike data={data} onOrder={reorder} />
          </>
        }
      />
      <Tabs value={data.type} onChange={(type) => type !== null && setState({ type })} mb="md">
        <Tabs.List aria-label={t`Partner types`}>
          {data.types.map(({ code, label, rooms }) => (
            <Tabs.Tab key={code} value={code} rightSection={<span className="numbers">{rooms}</span>}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {data.rooms.length > 0 ? (
        <RoomList key={data.type} rooms={data.rooms} types={data.types} today={data.today} onOrder={(rooms) => void reorder(rooms)} />
      ) : (
        <EmptyState title={t`No rooms yet`}>{t`Partners of this type find nothing in their portal. Add a room, or choose a set.`}</EmptyState>
      )}
      <Panel title={t`Add a room`} opened={isAdding} onClose={() => setAdding(false)}>
        {isAdding && <AddRoom arrangement={data} close={() => setAdding(false)} />}
      </Panel>
    </>
  )
} // prettier-ignore

/** Shown at once, and as it was when the server refuses. */
const useReorder = (query: { type: string | undefined }, data: Arrangement | undefined) => {
  const client = useQueryClient()
  const key = ['GET /arrangement', { query }]
  return async (rooms: readonly RoomLine[]): Promise<boolean> => {
    if (!data) return false
    client.setQueryData(key, { ...data, rooms })
    try {
      const body = { type: data.type, rooms: rooms.map(({ id, group }) => ({ id, group })) }
      client.setQueryData(key, await call('PUT /arrangement/order', { body }))
      return true
    } catch (error) {
      noticeProblem(error)
      await client.invalidateQueries({ queryKey: ['GET /arrangement'] })
      return false
    }
  }
}

type OrderLikeProps = { data: Arrangement; onOrder: (rooms: readonly RoomLine[]) => Promise<boolean> }

/** The order and the headings of another type, where both have the same rooms. */
const OrderLike = ({ data, onOrder }: OrderLikeProps) => {
  const { t } = useLingui()
  const others = data.types.filter(({ code, rooms }) => code !== data.type && rooms > 0)
  if (others.length === 0 || data.rooms.length < 2) return null
  const take = async (code: string, label: string) => {
    try {
      const other = await call('GET /arrangement', { query: { type: code } })
      if (await onOrder(orderedLike(data.rooms, other.rooms))) noticeDone(t`In the order of ${label}`, () => void onOrder(data.rooms))
    } catch (error) {
      noticeProblem(error)
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={30} variant="default" aria-label={t`More`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map(({ code, label }) => (
          <Menu.Item key={code} onClick={() => void take(code, label)}>
            <Trans>Same order as {label}</Trans>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
