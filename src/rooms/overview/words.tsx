import { t } from '@lingui/core/macro'
import type { WidgetCode, WidgetState } from './rules.ts'

export const widgetLabel = (code: WidgetCode): string =>
  ({
    figures: t`Figures`,
    'quick-actions': t`Quick actions`,
    announcements: t`Announcements`,
    feed: t`What happened`,
    tasks: t`Tasks to look at`,
    trend: t`Trend`,
    renewals: t`Next renewals`,
  })[code]

export const widgetAbout = (code: WidgetCode): string =>
  ({
    figures: t`The totals of the dashboard, and how they changed.`,
    'quick-actions': t`The five that you use most.`,
    announcements: t`What the vendor has to say.`,
    feed: t`Tasks, rooms and material since your last visit.`,
    tasks: t`The most severe ones that are open.`,
    trend: t`The course of the main figure.`,
    renewals: t`What has to be decided next.`,
  })[code]

export const stateLabel = (state: WidgetState): string =>
  ({ fixed: t`Always shown`, shown: t`Shown`, offered: t`Can be added`, off: t`Not available` })[state]
