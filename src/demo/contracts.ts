import type { PortalConfig } from '#shared/config.ts'
import { addDays, type Day } from '#shared/dates.ts'
import { fractionDigits } from '#shared/money.ts'
import type { PartnershipProductIn } from '#rooms/partners/intake.actions.ts'
import type { CustomerPlan } from './customers.ts'
import type { PartnershipPlan } from './plan.ts'
import { worth } from './words.ts'

/** Euros for a unit and cycle, and the commitment as a share of what the customers use together: some above it, some below, one none. */
const terms = [
  { price: 1.2, share: 0.82 },
  { price: 25, share: 1.3 },
  { price: 0.6, share: undefined },
  { price: 1.8, share: 1.18 },
  { price: 1.1, share: 0.7 },
  { price: 2, share: 1.05 },
]

/** What a partnership that pays by use has promised and pays: a first contract, and a higher one some months ago. */
export const contractRows = (
  partnership: PartnershipPlan,
  customers: readonly CustomerPlan[],
  anchor: Day,
  { products }: PortalConfig,
): PartnershipProductIn[] => {
  if (partnership.model.reportLayout !== 'usage') return []
  const changedOn = addDays(anchor, -210)
  return products.flatMap(({ code }, at) => {
    const { price, share } = terms[at] ?? { price: 2, share: undefined }
    const used = customers
      .filter(({ kind, leavesOn }) => kind === 'ordinary' && leavesOn === undefined)
      .reduce((sum, { uses }) => sum + (uses.find(({ product }) => product === code)?.base ?? 0), 0)
    const row = (factor: number, validFrom: Day, validTo: Day | null): PartnershipProductIn => ({
      partner: partnership.partner,
      partnership: partnership.externalId,
      product: code,
      validFrom,
      validTo,
      commitment: share === undefined ? null : Math.max(5, Math.round((used * share * factor) / 5) * 5),
      unitPriceMinor: Math.round(
        price * (factor < 1 ? 1.05 : 1) * worth(partnership.currency) * 10 ** fractionDigits(partnership.currency),
      ),
    })
    return [row(0.8, partnership.activeFrom, addDays(changedOn, -1)), row(1, changedOn, null)]
  })
}
