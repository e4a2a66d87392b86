import { t } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { Choices, RoomDetail } from './contract.ts'
import { either, stepLabel, together } from './words.tsx'

type Asked = Pick<RoomDetail, 'access' | 'unlock' | 'visibility' | 'typeLabel'>

/** Who sees the room, as one would say it. */
export const AccessSentence = ({ room, choices }: { room: Asked; choices: Choices }) => {
  const { i18n } = useLingui()
  return (
    <p aria-live="polite" data-sentence>
      {whoSees(room, choices, i18n.locale)} {whenUnlocked(room, choices, i18n.locale)}
    </p>
  )
}

const whoSees = ({ access, visibility, typeLabel }: Asked, choices: Choices, locale: string): string => {
  const among = (list: 'tiers' | 'categories' | 'stages' | 'tags' | 'roles') => either(named(access[list], choices[list]), locale)
  const conditions = [
    access.tiers.length > 0 && t`of tier ${among('tiers')}`,
    access.categories.length > 0 && t`of category ${among('categories')}`,
    access.stages.length > 0 && t`in stage ${among('stages')}`,
    access.tags.length > 0 && t`tagged ${among('tags')}`,
    access.partnerships.length > 0 && t`of ${either(access.partnerships.map(({ name }) => name), locale)}`, // prettier-ignore
  ].filter((one) => one !== false)
  const partners = conditions.length === 0 ? t`All ${typeLabel} partners` : t`${typeLabel} partners ${together(conditions, locale)}`
  const people = access.roles.length === 0 ? partners : t`People with the role ${among('roles')} at: ${partners}`
  if (visibility === 'internal') return t`Only our own people see this, at ${partners}.`
  if (visibility === 'partners') return t`${people} see this; our own people do not.`
  return t`${people} see this, and our own people who look at their portal.`
}

const whenUnlocked = ({ unlock }: Asked, choices: Choices, locale: string): string => {
  const steps = unlock.steps.map((code) => {
    const step = choices.steps.find((one) => one.code === code)
    return step ? stepLabel(step) : t`a step that is gone`
  })
  const conditions = [
    unlock.tiers.length > 0 && t`they reach tier ${either(named(unlock.tiers, choices.tiers), locale)}`,
    unlock.stages.length > 0 && t`they reach stage ${either(named(unlock.stages, choices.stages), locale)}`,
    steps.length > 0 && t`they have completed ${together(steps, locale)}`,
  ].filter((one) => one !== false)
  if (conditions.length === 0) return ''
  const when = together(conditions, locale)
  return unlock.showsLock ? t`It stays locked, and says so, until ${when}.` : t`It is not there until ${when}.`
}

const named = (codes: readonly string[], choices: readonly { code: string; label: string }[]): string[] =>
  codes.map((code) => choices.find((choice) => choice.code === code)?.label ?? code)
