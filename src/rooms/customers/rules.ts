import type { Actor } from '#shared/actor.ts'
import { mayUse, refuse, type Verdict } from '#shared/actor.ts'

/** Tags belong to the partner: the vendor's staff read them. */
export const mayTag = (actor: Actor): Verdict =>
  actor.kind === 'staff'
    ? refuse('customer.staff-reads-only', "You look at a partner's portal: you can read it, and only its own people change it.")
    : mayUse(actor, 'customer.tag')

/** The labels without repetitions that differ in case or spaces only; the first writing wins. */
export const distinctLabels = (labels: readonly string[], keyOf: (label: string) => string): string[] => {
  const seen = new Map<string, string>()
  for (const label of labels) if (!seen.has(keyOf(label))) seen.set(keyOf(label), label)
  return [...seen.values()]
}
