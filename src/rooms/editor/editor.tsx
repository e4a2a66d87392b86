import { Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useLingui } from '@lingui/react/macro'
import { useMemo, useState, type KeyboardEvent } from 'react'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { useCall } from '#ui/query.tsx'
import { changeBlock } from './blocks.rules.ts'
import { Canvas } from './canvas.tsx'
import type { Problems } from './card.tsx'
import type { Draft } from './contract.ts'
import { useDeeds } from './deeds.tsx'
import { Dialogs, type OpenDialog } from './dialogs.tsx'
import classes from './editor.module.css'
import { useKinds } from './kinds.tsx'
import { Presence } from './presence.tsx'
import { useFirstPartnership } from './preview.tsx'
import { Settings } from './settings.tsx'
import { Toolbar } from './toolbar.tsx'
import { useStanding } from './standing.tsx'
import { useWorking, type Working } from './working.tsx'

/** Everything about one room's blocks, on one page. */
export const Editor = ({ draft }: { draft: Draft }) => {
  const { t } = useLingui()
  const { room } = draft
  const working = useWorking(draft)
  const { blocks, said, saver, change } = working
  const [open, setOpen] = useState<OpenDialog>()
  const [selected, setSelected] = useState<string>()
  const [chosen, setChosen] = useState('')
  const isNarrow = useMediaQuery('(max-width: 1000px)') ?? false
  const first = useFirstPartnership(room.partnerType)
  const partnership = chosen || first || ''
  const facts = useFacts(room.id, partnership)
  const problems = useProblems(blocks, said.problems)
  const standing = useStanding(working, room)
  const deeds = useDeeds({ working, selected, select: setSelected, openPalette: () => setOpen({ kind: 'palette' }) })
  const { verbs } = deeds

  const block = blocks.find(({ id }) => id === selected)
  const hasSide = !isNarrow && blocks.length > 0
  const settings = block && (
    <Settings
      key={block.id}
      block={block}
      room={room}
      epoch={working.epoch}
      problems={problems.get(block.id) ?? []}
      change={(patch) => change((now) => withSettings(now, block.id, patch), `${block.id} ${Object.keys(patch).join()}`)}
      setWidth={(width) => verbs.setWidth(block.id, width)}
    />
  )
  const dialogs = { open, setOpen, working, standing, problems, room, partnership, choosePartnership: setChosen, addKind: deeds.addKind }
  return (
    // Keys are heard where the focus is in it already.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={(event) => stepByKey(event, working)}>
      <Toolbar
        state={working.state}
        retry={() => void saver.settle()}
        add={verbs.add}
        undo={working.mayUndo ? working.undo : undefined}
        redo={working.mayRedo ? working.redo : undefined}
        preview={() => void saver.settle().then(() => setOpen({ kind: 'preview', revision: undefined }))}
        versions={() => setOpen({ kind: 'versions' })}
        publish={() => setOpen({ kind: 'publishing' })}
        hasChanges={said.hasChanges}
      />
      <Presence others={standing.others} />
      <div className={classes.columns} data-settings={hasSide || undefined}>
        <Canvas blocks={blocks} selected={selected} problems={problems} data={facts} room={room} verbs={verbs} />
        {hasSide && (
          <div className={classes.side}>{settings ?? <p className={classes.hint}>{t`Choose a block to see its settings.`}</p>}</div>
        )}
      </div>
      {isNarrow && (
        <Drawer
          opened={block !== undefined}
          onClose={() => setSelected(undefined)}
          position="right"
          size="100%"
          title={t`Settings`}
          closeButtonProps={{ 'aria-label': t`Close` }}
        >
          {settings}
        </Drawer>
      )}
      <Dialogs {...dialogs} show={setSelected} />
      <span className="only-spoken" role="status">
        {deeds.said}
      </span>
    </div>
  )
}

/** Undo and redo. Rich text undoes for itself, letter by letter; what it changes is a step here as well. */
const stepByKey = (event: KeyboardEvent, { undo, redo }: Working) => {
  const key = event.key.toLowerCase()
  if (!(event.ctrlKey || event.metaKey) || event.altKey || (event.target instanceof HTMLElement && event.target.isContentEditable)) return
  const isRedo = key === 'y' || (key === 'z' && event.shiftKey)
  if (!isRedo && key !== 'z') return
  event.preventDefault()
  if (isRedo) redo()
  else undo()
}

const withSettings = (blocks: readonly DraftBlock[], id: string, patch: Record<string, unknown>) => {
  const block = blocks.find((one) => one.id === id)
  // A key that a form sets to undefined is gone.
  const settings = Object.fromEntries(Object.entries({ ...block?.settings, ...patch }).filter(([, value]) => value !== undefined))
  return block ? changeBlock(blocks, id, { settings }) : blocks
}

/** What views need besides settings, as that partnership sees it, by the block's id; of what was saved last. */
const useFacts = (roomId: string, partnership: string): ReadonlyMap<string, unknown> => {
  const { data } = useCall(
    'GET /drafts/:id/preview',
    { params: { id: roomId }, query: { partnership } },
    { enabled: partnership !== '', keepPrevious: true },
  )
  return useMemo(() => new Map((data?.blocks ?? []).map((block) => [block.id, block.data])), [data])
}

/** What keeps each block from being published: what its kind says of it as it stands, and besides what the server said last. */
const useProblems = (blocks: readonly DraftBlock[], told: Draft['problems']): Problems => {
  const kinds = useKinds()
  return useMemo(() => {
    const own = blocks.map((block) => {
      const found = kinds.problems(block)
      return [block.id, found.length > 0 ? found : told.filter(({ blockId }) => blockId === block.id)] as const
    })
    return new Map(own.filter(([, found]) => found.length > 0))
  }, [blocks, told, kinds])
}
