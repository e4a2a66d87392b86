import { useLingui } from '@lingui/react/macro'
import { useFormat } from '#ui/format.tsx'
import type { RoomLine } from './contract.ts'

/** What is to become of a room by itself, and when: ` · Goes live on 1 Dec 2026 · until 24 Dec 2026`. */
export const Planned = ({ room, today }: { room: PlannedRoom; today: string }) => usePlan(room, today).map((one) => ` · ${one}`).join('') // prettier-ignore

type PlannedRoom = Pick<RoomLine, 'status' | 'liveOn' | 'lastOn' | 'kind' | 'isPublished'>

export const usePlan = ({ status, liveOn, lastOn, kind, isPublished }: PlannedRoom, today: string): string[] => {
  const { t } = useLingui()
  const format = useFormat()
  const plan: string[] = []
  if (status === 'draft' && liveOn !== null) {
    const day = format.day(liveOn)
    const isUnread = kind === 'custom' && !isPublished
    if (liveOn >= today) plan.push(isUnread ? t`Goes live on ${day} if it is published by then` : t`Goes live on ${day}`)
    else
      plan.push(
        isUnread ? t`Was to go live on ${day}: nothing of it is published` : t`Was to go live on ${day}: its tests speak against it`,
      )
  }
  if (status !== 'archived' && lastOn !== null) plan.push(t`Last day ${format.day(lastOn)}`)
  return plan
}
