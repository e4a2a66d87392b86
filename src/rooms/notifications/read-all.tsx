import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconChecks } from '@tabler/icons-react'
import { useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { useSession } from '#ui/session.tsx'
import { refreshNews } from './news-list.tsx'

/** Marks everything as read up to the one that stands on top, and nothing that came in meanwhile. */
export const ReadAll = ({ upTo, unread }: { upTo: string | undefined; unread: number }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { viewer } = useSession().start
  const readAll = useSend('POST /notifications/reading', { onDone: () => void refreshNews(client) })
  const reason = viewer ? t`You only look: it stays unread for them.` : unread === 0 ? t`Everything is read.` : undefined
  return (
    <ReasonedButton
      size="xs"
      variant="default"
      leftSection={<IconChecks size={15} aria-hidden />}
      loading={readAll.isPending}
      reason={upTo === undefined ? t`Everything is read.` : reason}
      onClick={() => upTo !== undefined && readAll.mutate({ body: { upTo } })}
    >
      <Trans>Mark all as read</Trans>
    </ReasonedButton>
  )
}
