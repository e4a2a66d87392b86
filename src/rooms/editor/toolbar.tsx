import { ActionIcon, Anchor, Button, Tooltip } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconCloudUp,
  IconEye,
  IconHistory,
  IconPlus,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { problemWords } from '#ui/problem-words.tsx'
import classes from './editor.module.css'
import type { SaveState } from './saver.tsx'

type ToolbarProps = {
  state: SaveState
  retry: () => void
  add: () => void
  undo: (() => void) | undefined
  redo: (() => void) | undefined
  preview: () => void
  versions: () => void
  publish: () => void
  hasChanges: boolean
}

/** What concerns the room as a whole. It stays in sight. */
export const Toolbar = ({ state, retry, add, undo, redo, preview, versions, publish, hasChanges }: ToolbarProps) => {
  const { t } = useLingui()
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t`Editing`}>
      <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
        <Trans>Add a block</Trans>
      </Button>
      <Step label={t`Undo`} deed={undo}>
        <IconArrowBackUp size={18} aria-hidden />
      </Step>
      <Step label={t`Redo`} deed={redo}>
        <IconArrowForwardUp size={18} aria-hidden />
      </Step>
      <SaveNote state={state} retry={retry} />
      <span className={classes.spring} />
      <Button size="xs" variant="default" leftSection={<IconHistory size={15} aria-hidden />} onClick={versions}>
        <Trans>Versions</Trans>
      </Button>
      <Button size="xs" variant="default" leftSection={<IconEye size={15} aria-hidden />} onClick={preview}>
        <Trans>Preview</Trans>
      </Button>
      <Button size="xs" variant={hasChanges ? 'filled' : 'default'} onClick={publish}>
        <Trans>Publish</Trans>
      </Button>
    </div>
  )
}

const Step = ({ label, deed, children }: { label: string; deed: (() => void) | undefined; children: ReactNode }) => (
  <Tooltip label={label}>
    <ActionIcon size={30} aria-label={label} aria-disabled={!deed || undefined} data-disabled={!deed || undefined} onClick={deed}>
      {children}
    </ActionIcon>
  </Tooltip>
)

const SaveNote = ({ state, retry }: { state: SaveState; retry: () => void }) => {
  const { t } = useLingui()
  const isFailed = state.kind === 'failed'
  return (
    <div className={classes.saved} role="status" data-state={state.kind}>
      {isFailed ? (
        <IconAlertTriangle size={15} aria-hidden />
      ) : state.kind === 'saved' ? (
        <IconCheck size={15} aria-hidden />
      ) : (
        <IconCloudUp size={15} aria-hidden />
      )}
      <span>
        {state.kind === 'saved' ? t`Saved` : isFailed || state.kind === 'conflict' ? t`Not saved` : t`Saving`}
        {isFailed && `. ${problemWords(state.error).happened}`}
      </span>
      {isFailed && (
        <Anchor component="button" type="button" size="sm" onClick={retry}>
          <Trans>Try again</Trans>
        </Anchor>
      )}
    </div>
  )
}
