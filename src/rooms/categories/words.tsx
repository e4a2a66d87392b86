import { t } from '@lingui/core/macro'
import type { Phase, TermKind } from './rules.ts'

export const kindLabel = (kind: TermKind) =>
  ({
    tier: t`Tiers`,
    category: t`Categories`,
    stage: t`Stages`,
    tag: t`Tags`,
    'kit-type': t`Kit types`,
    'kit-audience': t`Audiences`,
    industry: t`Industries`,
  })[kind]

/** One of them. */
export const oneLabel = (kind: TermKind) =>
  ({
    tier: t`tier`,
    category: t`category`,
    stage: t`stage`,
    tag: t`tag`,
    'kit-type': t`kit type`,
    'kit-audience': t`audience`,
    industry: t`industry`,
  })[kind]

export const kindAbout = (kind: TermKind) =>
  ({
    tier: t`How far a partner has come with you. Rooms and the kit can be opened by tier.`,
    category: t`What kind of company a partner is. Partners don’t see it.`,
    stage: t`Where a partnership stands. Rooms can be opened by stage.`,
    tag: t`Anything else that you sort partners by. Partners don’t see tags.`,
    'kit-type': t`What an item of the kit is.`,
    'kit-audience': t`Whom an item of the kit speaks to.`,
    industry: t`The industries that items of the kit are for.`,
  })[kind]

export const phaseLabel = (phase: Phase) =>
  ({ discovery: t`Discovery`, onboarding: t`Onboarding`, active: t`Active`, ended: t`Ended` })[phase]
