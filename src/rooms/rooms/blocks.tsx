import { Trans, useLingui } from '@lingui/react/macro'
import { BlockList } from '#ui/block-list.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { RoomView } from './contract.ts'

/** The blocks in their order, two narrow ones side by side. One that fails leaves the others alone. */
export const RoomBlocks = ({ room }: { room: RoomView }) => {
  const { t } = useLingui()
  if (room.blocks.length === 0)
    return (
      <EmptyState title={t`Nothing stands here yet`}>
        <Trans>Come back later: this room is being prepared.</Trans>
      </EmptyState>
    )
  return <BlockList blocks={room.blocks} room={room} isPreview={false} />
}
