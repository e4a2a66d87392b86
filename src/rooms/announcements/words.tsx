import { t } from '@lingui/core/macro'
import { Tag } from '#ui/severity.tsx'
import type { AnnouncementState, ReadingState } from './rules.ts'

export const StateTag = ({ state }: { state: AnnouncementState }) => (
  <Tag tone={state === 'shown' ? 'ok' : 'note'}>{{ planned: t`Planned`, shown: t`Shown`, over: t`Over` }[state]}</Tag>
)

export const readingLabel = (state: ReadingState): string => ({ unread: t`Not read`, read: t`Read`, acknowledged: t`Acknowledged` })[state]
