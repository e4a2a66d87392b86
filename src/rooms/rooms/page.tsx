import { Text } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Redirect, useParams } from 'wouter'
import { percentDone } from '#rooms/blocks/percent.rules.ts'
import { CallProblem } from '#ui/api-client.tsx'
import { useMenuLink } from '#ui/menu.tsx'
import { Nowhere } from '#ui/nowhere.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { useCall } from '#ui/query.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { RoomBlocks } from './blocks.tsx'
import { Contents } from './contents.tsx'
import type { RoomView } from './contract.ts'
import { Locked } from './locked.tsx'
import classes from './rooms.module.css'
import type { Standing } from './rules.ts'

/** A room that is made of blocks, or what unlocks one that is locked. */
export const RoomPage = () => {
  const { t } = useLingui()
  const { id } = useParams<{ id: string }>()
  const { data: room, error, refetch } = useCall('GET /rooms/:id', { params: { id } })
  // An address that was never an id is wrong in the same way as one of a room that is hidden.
  const isHidden = error instanceof CallProblem && (error.status === 404 || error.status === 400)
  useFreshMenu(id, isHidden ? 'hidden' : room?.standing)
  if (isHidden) return <Nowhere />
  if (room) return <OneRoom key={room.id} room={room} />
  if (error) return <ErrorState isPage error={error} retry={() => void refetch()} />
  return <Waiting label={t`Opening the room`} />
}

/** The menu was asked before the room: where they disagree it is asked again. */
const useFreshMenu = (id: string, standing: Standing | undefined) => {
  const client = useQueryClient()
  const link = useMenuLink(id)
  const listed: Standing = !link ? 'hidden' : link.isLocked ? 'locked' : 'open'
  const isOld = standing !== undefined && standing !== listed
  useEffect(() => {
    if (isOld) void client.invalidateQueries({ queryKey: ['GET /rooms'] })
  }, [isOld, client])
}

/** Of all the lists in it. */
const Progress = ({ done, all }: { done: number; all: number }) => {
  const percent = percentDone(done, all)
  return (
    <Text size="sm" c="dimmed">
      <Trans>{percent} % done</Trans>
    </Text>
  )
}

const OneRoom = ({ room }: { room: RoomView }) => {
  const { t } = useLingui()
  const link = useMenuLink(room.id)
  // A pre-defined room has a page of its own: a block leads here, or it was locked until now.
  if (room.standing === 'open' && room.kind !== 'custom')
    return !link ? <Nowhere /> : link.isLocked ? <Waiting label={t`Opening the room`} /> : <Redirect to={link.path} replace />
  return (
    <>
      <PageHeader
        title={room.label}
        beside={room.progress && <Progress {...room.progress} />}
        about={link?.isDone ? t`Everything here is done, so the room has left your menu. Its address leads here as before.` : undefined}
      />
      {room.standing === 'locked' ? (
        <Locked room={room} />
      ) : (
        <div className={classes.room} data-has-contents={room.contents.length > 0 || undefined}>
          <RoomBlocks room={room} />
          {room.contents.length > 0 && <Contents headings={room.contents} />}
        </div>
      )}
    </>
  )
}
