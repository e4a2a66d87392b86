import { t } from '@lingui/core/macro'
import type { MailState } from './rules.ts'

export const stateLabel = (state: MailState): string => {
  if (state === 'queued') return t`Waiting`
  if (state === 'sending') return t`Being sent`
  if (state === 'sent') return t`Sent`
  if (state === 'dropped') return t`Not needed`
  return state === 'failed' ? t`Not sent` : t`Kept here`
}

/** What is written when it leaves has no subject before. */
export const subjectLabel = ({ subject }: { subject: string }): string => subject || t`Not written yet`
