import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconLayoutGridAdd, IconPlus } from '@tabler/icons-react'
import { lazy, Suspense, type KeyboardEvent } from 'react'
import { EmptyState } from '#ui/states.tsx'
import { Card, cardOf, type CanvasProps } from './card.tsx'
import classes from './editor.module.css'

// Dragging is an extra for the pointer: its library comes when there is something to drag.
const Sortable = lazy(() => import('./canvas-sortable.tsx'))

/** The room's blocks in their order. `/` adds one behind the chosen one. */
export const Canvas = (props: CanvasProps) => {
  const { t } = useLingui()
  const { blocks, verbs } = props
  const press = (event: KeyboardEvent) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    verbs.add()
  }
  return (
    // Keys are heard where the focus is in it already.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={classes.canvas} aria-label={t`Blocks`} onKeyDown={press}>
      {blocks.length === 0 ? (
        <EmptyState
          title={t`No blocks yet`}
          icon={IconLayoutGridAdd}
          action={
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={verbs.add}>
              <Trans>Add a block</Trans>
            </Button>
          }
        >
          <Trans>A room is made of blocks: text, pictures, videos, checklists and more. Begin with one.</Trans>
        </EmptyState>
      ) : (
        <>
          <Suspense fallback={<PlainList {...props} />}>{blocks.length > 1 ? <Sortable {...props} /> : <PlainList {...props} />}</Suspense>
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} className={classes.addLast} onClick={verbs.add}>
            <Trans>Add a block</Trans>
          </Button>
        </>
      )}
    </section>
  )
}

const PlainList = (props: CanvasProps) => (
  <ol className={classes.list}>
    {props.blocks.map((block, at) => (
      <li key={block.id} className={classes.item} data-width={block.width}>
        <Card {...cardOf(props, block, at)} />
      </li>
    ))}
  </ol>
)
