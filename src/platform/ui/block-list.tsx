import { Skeleton } from '@mantine/core'
import { Suspense } from 'react'
import { anchorOf } from '#rooms/blocks/anchors.rules.ts'
import classes from './block-list.module.css'
import { useBlockViews } from './blocks.tsx'
import { Fence } from './states.tsx'

type ListedBlock = { id: string; kind: string; width: 'full' | 'half'; settings: unknown; data: unknown }
type BlockListProps = { blocks: readonly ListedBlock[]; room: { id: string; label: string }; isPreview: boolean }

/** A room's blocks in their order, two narrow ones side by side. One that fails leaves the others alone. */
export const BlockList = ({ blocks, room, isPreview }: BlockListProps) => (
  <div className={classes.blocks}>
    {blocks.map((block) => (
      <OneBlock key={block.id} block={block} room={room} isPreview={isPreview} />
    ))}
  </div>
)

const OneBlock = ({
  block: { id, kind, width, settings, data },
  room,
  isPreview,
}: Omit<BlockListProps, 'blocks'> & { block: ListedBlock }) => {
  const views = useBlockViews()
  const View = isShown(views, kind) ? views[kind] : undefined
  if (!View) return null
  return (
    <div id={anchorOf(id)} className={classes.block} data-width={width}>
      <Fence resetKey={id}>
        <Suspense fallback={<Skeleton height={96} />}>
          {/* The server sent what passed the kind's own schema, and what it resolved for it. */}
          <View
            block={{ id, width }}
            settings={settings as Record<string, unknown>}
            data={data}
            room={{ id: room.id, label: room.label }}
            isPreview={isPreview}
          />
        </Suspense>
      </Fence>
    </div>
  )
}

const isShown = <V extends object>(views: V, kind: string): kind is Extract<keyof V, string> => Object.hasOwn(views, kind)
