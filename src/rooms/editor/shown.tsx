import { Skeleton } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconPuzzle } from '@tabler/icons-react'
import { Suspense, type ReactNode } from 'react'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { useBlockViews } from '#ui/blocks.tsx'
import { Fence } from '#ui/states.tsx'
import classes from './editor.module.css'
import { useKinds } from './kinds.tsx'

type ShownProps = { block: DraftBlock; data: unknown; room: { id: string; label: string } }

/** A block as partners will see it, or a quiet word where they will not. */
export const Shown = ({ block, data, room }: ShownProps) => {
  const { t } = useLingui()
  const kinds = useKinds()
  const views = useBlockViews()
  const { id, kind, width } = block
  if (!kinds.isKnown(kind))
    return <Quiet>{t`This kind of block (${kind}) is not known here. It is kept as it is, and partners do not see it.`}</Quiet>
  const ready = kinds.ready(block)
  if (!ready)
    return (
      <Quiet>
        <Trans>Fill in its settings: it is shown here as soon as it is complete.</Trans>
      </Quiet>
    )
  const View = views[kind]
  return (
    <Fence resetKey={JSON.stringify(ready.settings)}>
      <Suspense fallback={<Skeleton height={64} />}>
        <View block={{ id, width }} settings={ready.settings} data={data ?? null} room={room} isPreview />
      </Suspense>
    </Fence>
  )
}

const Quiet = ({ children }: { children: ReactNode }) => (
  <p className={classes.quiet}>
    <IconPuzzle size={16} aria-hidden />
    <span>{children}</span>
  </p>
)
