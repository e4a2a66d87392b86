import { contrastBetween } from '#shared/colour.ts'
import { allowed, refuse, type Verdict } from '#shared/actor.ts'

/** What the vendor keeps lists of: the first four sort partners, the others the kit. */
export const termKinds = ['tier', 'category', 'stage', 'tag', 'kit-type', 'kit-audience', 'industry'] as const
export type TermKind = (typeof termKinds)[number]
export const partnerKinds = ['tier', 'category', 'stage', 'tag'] as const satisfies readonly TermKind[]
export type PartnerKind = (typeof partnerKinds)[number]

/** Where in a partnership's life a stage stands. */
export const phases = ['discovery', 'onboarding', 'active', 'ended'] as const
export type Phase = (typeof phases)[number]

export const plainColours = { background: '#6b7280', foreground: '#ffffff' }
export const maxTerms = 300

/** Small bold text on a colour: WCAG 2.2 AA. */
export const readableContrast = 4.5

/** Refusal is 400. */
export const mayColour = (background: string, foreground: string): Verdict => {
  const contrast = contrastBetween(background, foreground)
  return contrast >= readableContrast
    ? allowed
    : refuse(
        'term.unreadable',
        `This text is hard to read on this colour (contrast ${contrast.toFixed(1)}, ${readableContrast} is needed).`,
      )
}

export type TermFacts = { id: number; label: string; partnerType: string | null; isArchived: boolean }

/** Two that one partner could have must not be called the same. Refusals are 409. */
export const mayBeCalled = (label: string, partnerType: string | null, others: readonly TermFacts[]): Verdict => {
  const meets = (one: TermFacts) => one.partnerType === null || partnerType === null || one.partnerType === partnerType
  const same = others.find((one) => meets(one) && one.label.toLowerCase() === label.toLowerCase())
  if (!same) return allowed
  return refuse(
    'term.label-taken',
    same.isArchived ? `"${same.label}" is archived. Restore it instead.` : `There is "${same.label}" already.`,
  )
}

/** Whether somebody has put in order what is there: the same ids, each once. */
export const isSameSet = (given: readonly number[], present: readonly number[]): boolean =>
  given.length === present.length && new Set(given).size === given.length && present.every((id) => given.includes(id))
