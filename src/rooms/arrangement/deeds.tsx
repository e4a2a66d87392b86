import { Button, Group, Modal } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { call, CallProblem } from '#ui/api-client.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { paths } from '#ui/paths.tsx'
import type { RoomChange, RoomDetail, RoomLine } from './contract.ts'

/** Whatever is known of rooms is asked again; `room` is what one of them has become. */
export const refreshRooms = async (client: QueryClient, room?: RoomDetail): Promise<void> => {
  if (room) client.setQueryData(['GET /arrangement/:id', { params: { id: room.id } }], room)
  await client.invalidateQueries({
    predicate: ({ queryKey: [line, input] }) =>
      typeof line === 'string' &&
      /^GET \/(arrangement|rooms|room-use)/.test(line) &&
      !(line === 'GET /arrangement/:id' && isAbout(input, room?.id)),
  })
}
const isAbout = (input: unknown, id: string | undefined) => id !== undefined && JSON.stringify(input).includes(id)

type Versioned = { id: string; version: number }
type SetRoom = Versioned & Pick<RoomLine, 'status' | 'kind' | 'isPublished'>

/** Live, partners would find nothing in it. */
export const isUnread = ({ kind, isPublished }: Pick<RoomLine, 'kind' | 'isPublished'>): boolean => kind === 'custom' && !isPublished
type Refused = { problem: CallProblem; answer: (goesOn: boolean) => void }

/** What is refused until somebody insists. */
const isAskedAbout = (error: unknown): error is CallProblem =>
  error instanceof CallProblem && (error.code === 'room.breaks-tests' || error.code === 'room.locks-others')
/** What the room's editor shows block by block. */
const isAboutBlocks = (error: unknown): boolean => error instanceof CallProblem && error.code.startsWith('draft.')

/**
 * Changes of a room. One that goes against the room's tests, or leaves other rooms locked, is asked about: `question` stands where the page
 * ends.
 */
export const useRoomDeeds = () => {
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [refused, setRefused] = useState<Refused>()

  /** Sends, and once more if the reader says so; throws what the server answered otherwise. */
  const insist = async (send: (anyway: boolean) => Promise<RoomDetail>): Promise<RoomDetail> => {
    try {
      return await send(false)
    } catch (error) {
      if (!isAskedAbout(error)) throw error
      const goesOn = await new Promise<boolean>((answer) => setRefused({ problem: error, answer }))
      setRefused(undefined)
      if (!goesOn) throw error
      return send(true)
    }
  }
  const change = async ({ id, version }: Versioned, parts: Omit<RoomChange, 'version' | 'anyway'>): Promise<RoomDetail> => {
    const room = await insist((anyway) => call('PATCH /arrangement/:id', { params: { id }, body: { version, anyway, ...parts } }))
    await refreshRooms(client, room)
    return room
  }
  /** Whether it was done. A room of blocks of which nothing is published is published on its way to the partners. */
  const setStatus = async (before: SetRoom, status: RoomLine['status']): Promise<boolean> => {
    const { id, version } = before
    const publishes = status === 'live' && isUnread(before)
    try {
      const room = await insist((anyway) =>
        call('PUT /arrangement/:id/status', { params: { id }, body: { version, status, anyway, publishes } }),
      )
      await refreshRooms(client, room)
      noticeDone(statusSaid(room), () => void setStatus(room, before.status))
      return true
    } catch (error) {
      // Who left it as it is has read why.
      if (!isAskedAbout(error)) noticeProblem(error)
      if (publishes && isAboutBlocks(error)) navigate(paths.arrangedRoom(id, 'blocks'))
      await refreshRooms(client)
      return false
    }
  }
  const question: ReactNode = refused && <AnywayQuestion {...refused} />
  return { change, setStatus, question }
}

const statusSaid = ({ label, status }: RoomDetail): string =>
  ({
    live: t`${label} is live: partners who may see it have it from now on`,
    draft: t`${label} is a draft: no partner sees it`,
    archived: t`${label} is archived: no partner sees it, nothing of it is lost`,
  })[status]

const AnywayQuestion = ({ problem: { code, detail }, answer }: Refused) => (
  <Modal
    opened
    onClose={() => answer(false)}
    title={code === 'room.locks-others' ? t`Other rooms would stay locked` : t`Against the room’s tests`}
    centered
    closeButtonProps={{ 'aria-label': t`Close` }}
  >
    <p>{detail}</p>
    <Group gap="sm" mt="md">
      <Button data-autofocus variant="default" onClick={() => answer(false)}>
        <Trans>Leave it as it is</Trans>
      </Button>
      <Button color="red" variant="light" onClick={() => answer(true)}>
        <Trans>Change it anyway</Trans>
      </Button>
    </Group>
  </Modal>
)
