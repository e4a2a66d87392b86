import { Select } from '@mantine/core'
import { t } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { cycleOf, cyclesBack } from '#shared/cycles.ts'
import { useFormat, type Format } from '#ui/format.tsx'
import { Section } from '#ui/page-header.tsx'
import { useProducts, type Products } from '#ui/products.tsx'
import { usePartnership } from '#ui/session.tsx'
import { SimpleTable } from '#ui/simple-table.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { Column } from '#ui/table-columns.tsx'
import type { CommercialByUsage, ProductTerms } from './contract.ts'

/** A managed customer: its peaks of a cycle at the partnership's prices, beside the partnership's commitments. */
export const TermsLayout = ({ commercial, onCycle }: { commercial: CommercialByUsage; onCycle: (name: string) => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const { today, cycle: rule } = usePartnership()
  const { cycle, currency, isBilled, amountMinor } = commercial
  const cycles = cyclesBack(cycleOf(today, rule), 12).toReversed()
  const choices = cycles.map((each, at) => ({
    value: each.name,
    label: at === 0 ? t`${format.monthLong(each.name)} (open)` : format.monthLong(each.name),
  }))
  const period = format.days(cycle.start, cycle.end)
  return (
    <Section
      title={cycle.isOpen ? t`${format.monthLong(cycle.name)} so far` : format.monthLong(cycle.name)}
      about={
        isBilled
          ? t`${period}. A peak is the highest daily value of the cycle.`
          : t`${period}. This customer is not billed: only paying customers are.`
      }
      actions={
        <Select
          size="xs"
          aria-label={t`Billing cycle`}
          data={choices}
          value={cycle.name}
          allowDeselect={false}
          onChange={(next) => onCycle(next === choices[0]?.value ? '' : (next ?? ''))}
        />
      }
    >
      <SimpleTable
        label={t`Peaks and terms of ${format.monthLong(cycle.name)}`}
        columns={columnsOf({ format, products, currency })}
        rows={commercial.products}
        rowId={(terms) => terms.product}
        footer={(column) =>
          column.id === 'product'
            ? t`Total`
            : column.id === 'amount'
              ? amountMinor === null
                ? '–'
                : format.money(amountMinor, currency)
              : undefined
        }
        empty={
          <EmptyState
            title={t`No terms and no usage`}
          >{t`This partnership has no product in force in the cycle, and nothing was measured.`}</EmptyState>
        }
      />
      <p>
        <Trans>
          The commitment is agreed for the whole partnership: it is compared with the sum of all customers' peaks, not with this customer
          alone. The amount is this customer's peak at the unit price; what the partnership pays in the end is in the report.
        </Trans>
      </p>
    </Section>
  )
}

const columnsOf = ({ format, products, currency }: { format: Format; products: Products; currency: string }): Column<ProductTerms>[] => [
  { id: 'product', heading: t`Product`, cell: (terms) => products.name(terms.product) },
  { id: 'previous', heading: t`Peak of the cycle before`, numeric: true, cell: (terms) => unitsOrNothing(products, terms.product, terms.previousPeak) },
  { id: 'peak', heading: t`Peak`, numeric: true, cell: (terms) => unitsOrNothing(products, terms.product, terms.peak) },
  { id: 'on', heading: t`On`, numeric: true, cell: (terms) => (terms.peakDay === null ? '–' : format.day(terms.peakDay)) },
  { id: 'price', heading: t`Unit price`, unit: currency, numeric: true, cell: (terms) => moneyOrNothing(format, terms.unitPriceMinor, currency) },
  { id: 'amount', heading: t`Amount`, unit: currency, numeric: true, about: t`Peak times unit price.`, cell: (terms) => moneyOrNothing(format, terms.amountMinor, currency) },
  {
    id: 'commitment', heading: t`Partnership's commitment`, numeric: true, about: t`Paid for in any case, for all customers together.`,
    cell: (terms) => (terms.commitment === null ? t`none` : products.units(terms.product, terms.commitment)),
  },
] // prettier-ignore

const unitsOrNothing = (products: Products, product: string, count: number | null) =>
  count === null ? '–' : products.units(product, count)
const moneyOrNothing = (format: Format, minor: number | null, currency: string) => (minor === null ? '–' : format.money(minor, currency))
