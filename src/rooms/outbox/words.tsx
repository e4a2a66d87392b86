import { t } from '@lingui/core/macro'
import type { MailState } from './rules.ts'

export const stateLabel = (state: MailState): string => {
  if (state === 'queued') return t`Waiting`
  if (state === 'sending') return t`Being sent`
  if (state === 'sent') return t`Sent`
  return state === 'failed' ? t`Not sent` : t`Kept here`
}
