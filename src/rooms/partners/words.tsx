import { t } from '@lingui/core/macro'
import type { Field } from './rules.ts'

export const fieldLabel = (field: Field) => ({ tier: t`Tier`, category: t`Category`, stage: t`Stage`, tags: t`Tags` })[field]
