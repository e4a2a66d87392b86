import { Anchor, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import { CallProblem } from './api-client.tsx'
import { problemWords } from './problem-words.tsx'

/** Something is done; `undo` gives the reader ten seconds to take it back. */
export const noticeDone = (message: string, undo?: () => void) => {
  const id = crypto.randomUUID()
  const takeBack = () => {
    notifications.hide(id)
    undo?.()
  }
  notifications.show({
    id,
    color: 'green',
    icon: <IconCheck size={16} aria-hidden />,
    autoClose: undo ? 10_000 : 4_000,
    closeButtonProps: { 'aria-label': t`Close` },
    message: (
      <Group gap="sm" justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        {undo && (
          <Anchor component="button" type="button" size="sm" fw={600} onClick={takeBack}>
            <Trans>Undo</Trans>
          </Anchor>
        )}
      </Group>
    ),
  })
}

export const noticeNote = (message: string) =>
  notifications.show({
    color: 'gray',
    icon: <IconInfoCircle size={16} aria-hidden />,
    autoClose: 6_000,
    closeButtonProps: { 'aria-label': t`Close` },
    message,
  })

/** What happened, what to do next and the request id that support can find. */
export const noticeProblem = (error: unknown) => {
  // The session's own answers move the reader elsewhere; saying them here as well would be twice.
  if (error instanceof CallProblem && (error.status === 401 || error.code === 'session.partnership-changed')) return
  const words = problemWords(error)
  notifications.show({
    color: 'red',
    icon: <IconAlertTriangle size={16} aria-hidden />,
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': t`Close` },
    title: words.happened,
    message: [words.next, words.requestId && t`Request ${words.requestId}`].filter(Boolean).join(' '),
  })
}
