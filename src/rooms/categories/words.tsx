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

export const addLabel = (kind: TermKind) =>
  ({
    tier: t`Add a tier`,
    category: t`Add a category`,
    stage: t`Add a stage`,
    tag: t`Add a tag`,
    'kit-type': t`Add a kit type`,
    'kit-audience': t`Add an audience`,
    industry: t`Add an industry`,
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
