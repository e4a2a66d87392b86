import { Anchor, Button, Group, Modal } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { useCall } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { changesBetween, type Blocks } from './blocks.rules.ts'
import type { Problems } from './card.tsx'
import type { Draft } from './contract.ts'
import classes from './editor.module.css'
import { Changes, useBlockName } from './words.tsx'

type PublishingProps = {
  opened: boolean
  close: () => void
  returnFocus: boolean
  room: Draft['room']
  blocks: Blocks
  /** The version that partners read; null: none yet. */
  published: Draft['published']
  problems: Problems
  isBusy: boolean
  publish: () => void
  show: (blockId: string) => void
}

/** What becomes different for partners, or what still has to be done before. */
export const Publishing = ({ opened, close, returnFocus, ...props }: PublishingProps) => {
  const { t } = useLingui()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t`Publish`}
      size={560}
      returnFocus={returnFocus}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {opened && (props.problems.size > 0 ? <NotReady {...props} /> : <WhatChanges {...props} close={close} />)}
    </Modal>
  )
}

const NotReady = ({ blocks, problems, show }: Pick<PublishingProps, 'blocks' | 'problems' | 'show'>) => {
  const nameOf = useBlockName()
  const faulty = blocks.filter(({ id }) => problems.has(id))
  return (
    <>
      <p className={classes.lead}>
        <Plural value={faulty.length} one="One block is not ready to be published." other="# blocks are not ready to be published." />
      </p>
      <ul className={classes.faults}>
        {faulty.map((block) => (
          <li key={block.id}>
            <IconAlertTriangle size={16} aria-hidden />
            <div>
              <Anchor component="button" type="button" size="sm" fw={600} onClick={() => show(block.id)}>
                {nameOf(block)}
              </Anchor>
              {messagesOf(block, problems).map((message) => (
                <p key={message}>{message}</p>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

const messagesOf = ({ id }: DraftBlock, problems: Problems) => [...new Set((problems.get(id) ?? []).map(({ message }) => message))]

const WhatChanges = ({ close, room, blocks, published, isBusy, publish }: Omit<PublishingProps, 'opened' | 'returnFocus'>) => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall(
    'GET /drafts/:id/revisions/:number',
    { params: { id: room.id, number: String(published?.number ?? 0) } },
    { enabled: published !== null },
  )
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (published && !data) return <Waiting label={t`Looking up what partners read now`} />
  const changes = changesBetween(data?.blocks ?? [], blocks)
  return (
    <>
      {changes.length > 0 && (
        <>
          <p className={classes.lead}>{published ? t`What changes for partners:` : t`Partners read this for the first time:`}</p>
          <Changes changes={changes} />
        </>
      )}
      {room.status !== 'live' && (
        <p className={classes.hint}>
          <Trans>The room itself is not live: partners see it once you make it so in its settings.</Trans>
        </p>
      )}
      <Group gap="sm" mt="md">
        <ReasonedButton
          loading={isBusy}
          reason={changes.length === 0 ? t`Partners already read exactly this.` : undefined}
          onClick={publish}
        >
          <Trans>Publish</Trans>
        </ReasonedButton>
        <Button variant="default" onClick={close}>
          <Trans>Not yet</Trans>
        </Button>
      </Group>
    </>
  )
}
