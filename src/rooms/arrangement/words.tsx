import { msg, t } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import { Trans, useLingui } from '@lingui/react/macro'
import type { Lock } from '#rooms/rooms/rules.ts'
import { Tag, type Tone } from '#ui/severity.tsx'
import type { Choices, RoomLine, RoomViewer } from './contract.ts'
import type { AskedCriterion } from './rules.ts'

type Status = RoomLine['status']
type Standing = RoomViewer['standing']

export const statusWords: Record<Status, MessageDescriptor> = { draft: msg`Draft`, live: msg`Live`, archived: msg`Archived` }
export const visibilityWords: Record<RoomLine['visibility'], MessageDescriptor> = {
  all: msg`Partners and our own people`,
  internal: msg`Our own people only`,
  partners: msg`Partners only`,
}
export const standingWords: Record<Standing, MessageDescriptor> = { open: msg`Sees it`, locked: msg`Locked`, hidden: msg`Does not see it` }

const statusTones: Record<Status, Tone> = { draft: 'note', live: 'ok', archived: 'note' }
const standingTones: Record<Standing, Tone> = { open: 'ok', locked: 'medium', hidden: 'note' }

export const StatusTag = ({ status }: { status: Status }) => {
  const { t } = useLingui()
  return <Tag tone={statusTones[status]}>{t(statusWords[status])}</Tag>
}

export const StandingTag = ({ standing }: { standing: Standing }) => {
  const { t } = useLingui()
  return <Tag tone={standingTones[standing]}>{t(standingWords[standing])}</Tag>
}

export const ComesLater = () => (
  <Tag tone="note">
    <Trans>Not available yet</Trans>
  </Tag>
)

const unmet: Record<AskedCriterion, MessageDescriptor> = {
  partnerType: msg`It is a room of another partner type.`,
  status: msg`The room is not live.`,
  visibility: msg`The room is not for this side.`,
  partnerships: msg`The partnership is not one of those that it is for.`,
  categories: msg`The category is not one of those that it is for.`,
  tiers: msg`The tier is not one of those that it is for.`,
  stages: msg`The stage is not one of those that it is for.`,
  tags: msg`The partner has none of the tags that it is for.`,
  roles: msg`The role is not one of those that it is for.`,
  permission: msg`The role may not do what the room is for.`,
}
const locked: Record<Lock, MessageDescriptor> = {
  tiers: msg`A tier that unlocks it is not reached.`,
  stages: msg`A stage that unlocks it is not reached.`,
  steps: msg`Not every step that unlocks it is completed.`,
}

type Reasons = Pick<RoomViewer, 'criteria' | 'locks'>

/** What speaks against it, a sentence each; nothing where it stands open. */
export const reasonsOf = ({ criteria, locks }: Reasons): MessageDescriptor[] => [
  ...criteria.flatMap(({ criterion, isMet }) => (isMet ? [] : [unmet[criterion]])),
  ...locks.flatMap(({ lock, isMet }) => (isMet ? [] : [locked[lock]])),
]

export const Reasons = (reasons: Reasons) => {
  const { t } = useLingui()
  const found = reasonsOf(reasons)
  return <>{found.length > 0 ? found.map((one) => t(one)).join(' ') : t`Nothing speaks against it.`}</>
}

/** `Gold or Platinum`, in the reader's language. */
export const either = (words: readonly string[], locale: string): string =>
  new Intl.ListFormat(locale, { type: 'disjunction' }).format(words)
export const together = (words: readonly string[], locale: string): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(words)

/** Tier, category, stage and tags of a partner in one line. */
export const traitLine = ({ tier, category, stage, tags }: RoomViewer['traits']): string =>
  [tier, category, stage, ...tags].filter(Boolean).join(' · ') || t`Neither tier, category, stage nor tags`

type Step = Choices['steps'][number]
/** What a step is called; one without a title by what it is. */
export const stepLabel = ({ label, kind }: Step): string => label || (kind === 'goals' ? t`Goal` : t`Checklist`)

/** Steps to choose from, each with the room where it is done; those that are chosen and stand nowhere any more can be taken out. */
export const stepChoices = (steps: readonly Step[], chosen: readonly string[]): { value: string; label: string }[] => [
  ...steps.map((step) => ({ value: step.code, label: `${stepLabel(step)} (${step.room})` })),
  ...chosen.filter((code) => !steps.some((step) => step.code === code)).map((code) => ({ value: code, label: t`A step that is gone` })),
]
