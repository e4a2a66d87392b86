import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import { custom } from './rules.ts'

/** Enough to choose from; more is a list that nobody reads. */
export const maxTemplates = 200

/** `blocks`: how many the room has; `templates`: how many are saved already. Refusals are 409. */
export const maySave = ({ kind, label, blocks, templates }: { kind: string; label: string; blocks: number; templates: number }): Verdict =>
  kind !== custom
    ? refuse('template.not-of-blocks', `${label} is one of the portal’s own rooms: it has no blocks that a template could keep.`)
    : blocks === 0
      ? refuse('template.nothing-in-it', `${label} has no blocks yet.`)
      : templates >= maxTemplates
        ? refuse('template.too-many', `There are ${maxTemplates} templates already. Remove one first.`)
        : allowed
