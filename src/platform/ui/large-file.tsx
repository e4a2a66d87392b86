import { Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCheck, IconFileSpreadsheet } from '@tabler/icons-react'
import { Link } from 'wouter'
import { call, CallProblem, searchOf, type CallLine, type LooseInput, type ReplyAt } from './api-client.tsx'
import { useFormat } from './format.tsx'
import { noticeDone, noticeProblem } from './notices.tsx'
import { paths } from './paths.tsx'

type Export = ReplyAt<'GET /exports/:id'>

const everyMs = 1_000
/** Whoever asked a moment ago still waits for it: it comes by itself. */
const momentMs = 6_000

/**
 * Asks for a file that is too large to wait for. A notice says how far it is while this page stays open; the export goes on without it.
 * Resolves when it was asked for.
 */
export const askForLargeFile = async (line: CallLine, { query }: LooseInput): Promise<void> => {
  const asked = await call('POST /exports', { body: { line, query: Object.fromEntries(searchOf(query)) } })
  void follow(asked)
}

const follow = async (asked: Export): Promise<void> => {
  const id = `export-${asked.id}`
  const whileOpen = { id, autoClose: false as const, closeButtonProps: { 'aria-label': t`Close` } }
  const askedAt = performance.now()
  let shown = true
  const stop = () => {
    shown = false
  }
  notifications.show({
    ...whileOpen,
    onClose: stop,
    icon: <IconFileSpreadsheet size={16} aria-hidden />,
    message: <Building one={asked} />,
  })
  try {
    let one = asked
    while (shown && (one.state === 'waiting' || one.state === 'running')) {
      await new Promise((later) => setTimeout(later, everyMs))
      one = await call('GET /exports/:id', { params: { id: asked.id }, isBackground: true })
      if (shown)
        notifications.update({
          ...whileOpen,
          onClose: stop,
          icon: <IconFileSpreadsheet size={16} aria-hidden />,
          message: <Building one={one} />,
        })
    }
    if (!shown) return
    if (one.state === 'ready' && performance.now() - askedAt < momentMs) {
      notifications.hide(id)
      const name = one.name ?? ''
      if (await downloadExport(asked.id)) noticeDone(t`${name} is being downloaded`)
    } else if (one.state === 'ready')
      notifications.update({
        ...whileOpen,
        color: 'green',
        icon: <IconCheck size={16} aria-hidden />,
        message: <Ready one={one} hide={() => notifications.hide(id)} />,
      })
    else notifications.update({ ...whileOpen, color: 'red', icon: null, title: t`The export failed`, message: one.reason ?? '' })
  } catch (error) {
    notifications.hide(id)
    // Removed on another page, or of the partnership before: there is nothing to say about it here.
    if (!(error instanceof CallProblem && error.status === 404)) noticeProblem(error)
  }
}

const Building = ({ one }: { one: Export }) => (
  <Stack gap={6}>
    <Text size="sm">
      <Trans>This one is large: we build it and tell you when it is ready. You can leave this page.</Trans>
    </Text>
    <ExportProgress one={one} />
    <Anchor component={Link} href={paths.exports()} size="sm">
      <Trans>Your exports</Trans>
    </Anchor>
  </Stack>
)

const Ready = ({ one, hide }: { one: Export; hide: () => void }) => {
  const { t } = useLingui()
  const name = one.name ?? ''
  return (
    <Group gap="sm" justify="space-between" wrap="nowrap">
      <Text size="sm">
        <Trans>{name} is ready.</Trans>
      </Text>
      <Button
        size="compact-sm"
        variant="default"
        flex="none"
        aria-label={t`Download ${name}`}
        onClick={() => {
          hide()
          void downloadExport(one.id)
        }}
      >
        <Trans>Download</Trans>
      </Button>
    </Group>
  )
}

/** How far an export is. */
export const ExportProgress = ({ one: { state, percent, rowsDone, rowsTotal } }: { one: Export }) => {
  const { t } = useLingui()
  const format = useFormat()
  const [done, total] = [format.whole(rowsDone), format.whole(rowsTotal)]
  return (
    <>
      <Progress.Root size="sm">
        <Progress.Section value={percent} aria-label={t`How far the export is`} />
      </Progress.Root>
      <Text size="xs" c="dimmed">
        {state === 'waiting' ? <Trans>Waiting for its turn</Trans> : <Trans>{done} of about {total} rows</Trans>}
      </Text>
    </>
  )
} // prettier-ignore

/** Has the browser itself save it: a large file does not have to fit into the page. Whether it worked; a problem has been shown by then. */
export const downloadExport = async (id: string): Promise<boolean> => {
  try {
    const { ticket } = await call('POST /exports/:id/tickets', { params: { id } })
    const anchor = document.createElement('a')
    anchor.href = `/api/exports/files/${ticket}`
    anchor.download = ''
    anchor.click()
    return true
  } catch (error) {
    noticeProblem(error)
    return false
  }
}
