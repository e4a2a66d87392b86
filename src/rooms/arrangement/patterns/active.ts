import type { ChecklistSettings } from '#rooms/blocks/checklist/contract.ts'
import type { ActionBarSettings } from '#rooms/blocks/action-bar/contract.ts'
import type { AnalyticsSettings } from '#rooms/blocks/analytics/contract.ts'
import type { GoalsSettings } from '#rooms/blocks/goals/contract.ts'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import type { RoomIcon } from '#shared/room-icons.ts'
import { block } from './parts.ts'

// Found again by it: small letters and digits, six at the least.
const idAt = (name: string, at: number) => `${name}${String(at + 1).padStart(3, '0')}`

type Step = { title: string; about: string; dueDays: number; evidence?: ChecklistSettings['items'][number]['evidence'] }

/** Due so many days after somebody first opens the list. */
export const checklist = (title: string, scope: ChecklistSettings['scope'], steps: readonly Step[]): DraftBlock =>
  block('checklist', {
    title,
    about: '',
    scope,
    items: steps.map(({ dueDays, evidence = 'none', ...words }, at) => ({
      id: idAt('step', at), ...words, due: { by: 'days', days: dueDays }, evidence,
    })), // prettier-ignore
  } satisfies ChecklistSettings)

type Button = { label: string; icon: RoomIcon; address: string }

/** Buttons that lead to rooms of the portal. Where a reader lacks one, it is left out for them. */
export const actions = (title: string, buttons: readonly Button[]): DraftBlock =>
  block('action-bar', {
    title,
    buttons: buttons.map(({ label, icon, address }, at) => ({
      id: idAt('button', at), label, icon, tone: at === 0 ? 'filled' : 'outline', to: { kind: 'address', address },
    })), // prettier-ignore
  } satisfies ActionBarSettings)

/** One whose values the vendor enters. */
export const goalByHand = (title: string, about: string, { target, unit }: { target: number; unit: string }): DraftBlock =>
  block('goals', {
    title, about, target, source: { from: 'hand', unit }, period: { by: 'year' }, startsOn: null, hasCountdown: true,
  } satisfies GoalsSettings) // prettier-ignore

/** One that the portal counts by itself. */
export const goalOf = (metric: string, title: string, about: string, target: number): DraftBlock =>
  block('goals', {
    title, about, target, source: { from: 'metric', metric }, period: { by: 'quarter' }, startsOn: null, hasCountdown: true,
  } satisfies GoalsSettings) // prettier-ignore

type Figure = Pick<AnalyticsSettings, 'metric' | 'chart'> & Partial<Pick<AnalyticsSettings, 'grouping' | 'periods'>>

export const figure = (title: string, shown: Figure, width: DraftBlock['width'] = 'full'): DraftBlock =>
  block('analytics', { title, grouping: 'month', periods: 12, ...shown } satisfies AnalyticsSettings, width)
