import { useState } from 'react'
import type { BlockKind } from '#rooms/blocks/contract.ts'
import type { Problems } from './card.tsx'
import { ConflictDialog } from './conflict.tsx'
import type { Draft } from './contract.ts'
import { Palette } from './palette.tsx'
import { Preview } from './preview.tsx'
import { Publishing } from './publishing.tsx'
import { Revisions } from './revisions.tsx'
import { focusSettings } from './settings.tsx'
import type { Standing } from './standing.tsx'
import type { Working } from './working.tsx'

export type OpenDialog = { kind: 'palette' | 'versions' | 'publishing' } | { kind: 'preview'; revision: number | undefined }

type DialogsProps = {
  open: OpenDialog | undefined
  setOpen: (open: OpenDialog | undefined) => void
  working: Working
  standing: Standing
  problems: Problems
  room: Draft['room']
  partnership: string
  choosePartnership: (id: string) => void
  addKind: (kind: BlockKind) => void
  /** Chooses a block. */
  show: (blockId: string) => void
}

/** What opens above the editor, one at a time. */
export const Dialogs = ({
  open,
  setOpen,
  working,
  standing,
  problems,
  room,
  partnership,
  choosePartnership,
  addKind,
  show,
}: DialogsProps) => {
  const { blocks, said } = working
  // Where the focus goes when a dialog closes: back, or on to what was chosen in it.
  const [goesOn, setGoesOn] = useState(false)
  const close = () => {
    setGoesOn(false)
    setOpen(undefined)
  }
  const closeAndGoOn = () => {
    setGoesOn(true)
    setOpen(undefined)
  }
  const closeWhen = (isDone: boolean) => isDone && close()
  return (
    <>
      <Palette
        opened={open?.kind === 'palette'}
        close={close}
        returnFocus={!goesOn}
        choose={(kind) => {
          closeAndGoOn()
          addKind(kind)
        }}
      />
      <Revisions
        roomId={room.id}
        opened={open?.kind === 'versions'}
        close={close}
        asideAt={said.asideAt}
        preview={(revision) => setOpen({ kind: 'preview', revision })}
        restore={(from) => void standing.restore(from).then(closeWhen)}
      />
      <Publishing
        opened={open?.kind === 'publishing'}
        close={close}
        room={room}
        blocks={blocks}
        published={said.published}
        problems={problems}
        isBusy={standing.isPublishing}
        publish={() => void standing.publish().then(closeWhen)}
        returnFocus={!goesOn}
        show={(id) => {
          closeAndGoOn()
          show(id)
          setTimeout(focusSettings, closingMs)
        }}
      />
      <Preview
        opened={open?.kind === 'preview'}
        close={close}
        room={room}
        revision={open?.kind === 'preview' ? open.revision : undefined}
        partnership={partnership}
        choose={choosePartnership}
      />
      <ConflictDialog working={working} />
    </>
  )
}

// Until a dialog has closed it keeps the focus.
const closingMs = 200
