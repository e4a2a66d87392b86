import type { PatternCode } from '#rooms/arrangement/presets.rules.ts'
import { analytics } from './analytics.ts'
import { campaign } from './campaign.ts'
import { onboarding } from './onboarding.ts'
import type { Pattern } from './parts.ts'
import { supportHub } from './support-hub.ts'
import { training } from './training.ts'

export const patterns: Readonly<Record<PatternCode, Pattern>> = { onboarding, training, campaign, 'support-hub': supportHub, analytics }
