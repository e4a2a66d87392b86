import type { PortalConfig } from '#shared/config.ts'
import { fractionDigits, parseDecimal } from '#shared/money.ts'
import type { Complaint, PartnerRow, PartnershipRow } from './contract.ts'
import type { Lined } from './rows.rules.ts'
import { disagreements, duplicates, groupBy, keyOf, outOfOrder } from './rules.ts'
import { partnerWords, type PartnerTerm, type PartnerWord } from './values.rules.ts'

/** A partnership as the database has it, where a file must not contradict it. */
export type StandingPartnership = {
  partner: string
  partnership: string
  currency: string
  cycleStartDay: number
  cycleNamedBy: 'start' | 'end'
  isMain: boolean
  hasOrders: boolean
  hasUsage: boolean
}

export const checkPartners = (rows: readonly Lined<PartnerRow>[], terms: readonly PartnerTerm[]): Complaint[] => [
  ...duplicates(rows, 'partner', (row) => row.partner, (row) => row.partner),
  ...rows.flatMap((each) => partnerWords.flatMap((kind) => wordOfOthers(each, kind, terms))),
] // prettier-ignore

/** A word that only partners of another type can have. */
const wordOfOthers = ({ line, row }: Lined<PartnerRow>, kind: PartnerWord, terms: readonly PartnerTerm[]): Complaint[] => {
  const value = row[kind]
  if (value === null) return []
  const isMeant = ({ label, partnerType }: PartnerTerm) => label === value && (partnerType === null || partnerType === row.type)
  return terms.some((term) => term.kind === kind && isMeant(term))
    ? []
    : [{ line, column: kind, value, reason: `is no ${kind} for partners of type "${row.type}"` }]
}

/** Rows that a partnership consists of stand or fall together. */
export const partnershipUnit = {
  of: (row: Partial<PartnershipRow>) => keyOf(row.partner, row.partnership),
  name: 'partnership',
  column: 'partnership',
}

const told = [
  { name: 'model', column: 'model' },
  { name: 'name', column: 'name' },
  { name: 'region', column: 'region' },
  { name: 'currency', column: 'currency' },
  { name: 'timeZone', column: 'time zone' },
  { name: 'cycleStartDay', column: 'cycle start day' },
  { name: 'cycleNamedBy', column: 'cycle named by' },
  { name: 'activeFrom', column: 'active from' },
  { name: 'activeTo', column: 'active to' },
  { name: 'main', column: 'main' },
] as const

export const checkPartnerships = (
  rows: readonly Lined<PartnershipRow>[],
  config: PortalConfig,
  partners: ReadonlySet<string>,
  standing: ReadonlyMap<string, StandingPartnership>,
): Complaint[] => [
  ...duplicates(
    rows,
    'product',
    (row) => keyOf(row.partner, row.partnership, row.product, row.product === null ? null : (row.validFrom ?? row.activeFrom)),
    (row) =>
      [row.partnership, row.product, row.product === null ? null : (row.validFrom ?? row.activeFrom)]
        .filter((part) => part !== null)
        .join(' '),
  ),
  ...disagreements(rows, 'partnership', partnershipUnit.of, told),
  ...mainPartnerships(rows, standing),
  ...overlappingTerms(rows),
  ...rows.flatMap((each) => [
    ...(partners.has(each.row.partner)
      ? []
      : [{ line: each.line, column: 'partner', value: each.row.partner, reason: 'is no known partner' }]),
    ...checkTerms(each),
    ...checkAgainst(each, config, standing.get(partnershipUnit.of(each.row))),
  ]),
]

const checkTerms = ({ line, row }: Lined<PartnershipRow>): Complaint[] => {
  const needsProduct = [
    ['commitment', row.commitment], ['unit price', row.unitPrice], ['valid from', row.validFrom], ['valid to', row.validTo],
  ] as const // prettier-ignore
  return [
    ...outOfOrder(line, 'active to', row.activeFrom, row.activeTo, 'active from'),
    ...outOfOrder(line, 'valid to', row.validFrom ?? row.activeFrom, row.validTo, 'valid from'),
    ...(row.cycleStartDay !== null && (row.cycleStartDay < 1 || row.cycleStartDay > 28)
      ? [{ line, column: 'cycle start day', value: String(row.cycleStartDay), reason: 'is not between 1 and 28' }]
      : []),
    ...needsProduct.flatMap(([column, value]) =>
      value !== null && row.product === null
        ? [{ line, column, value: String(value), reason: 'belongs to a product, and "product" is empty' }]
        : [],
    ),
    ...(row.unitPrice === null ? [] : amountComplaint(line, 'unit price', row.unitPrice, row.currency)),
  ]
}

/** What can't be changed below figures that were already counted with it. */
const checkAgainst = (
  { line, row }: Lined<PartnershipRow>,
  config: PortalConfig,
  standing: StandingPartnership | undefined,
): Complaint[] => {
  if (!standing) return []
  const cycle = cycleOfRow(row, config)
  const moved = cycle.startDay !== standing.cycleStartDay || cycle.namedBy !== standing.cycleNamedBy
  return [
    ...(standing.hasOrders && row.currency !== standing.currency
      ? [{ line, column: 'currency', value: row.currency, reason: `is ${standing.currency} so far, and there are orders in it` }]
      : []),
    ...(standing.hasUsage && moved
      ? [
          {
            line,
            column: 'cycle start day',
            value: String(cycle.startDay),
            reason: `the cycle begins on day ${standing.cycleStartDay} and is named by its ${standing.cycleNamedBy} so far, and there is usage in it`,
          },
        ]
      : []),
  ]
}

const mainPartnerships = (rows: readonly Lined<PartnershipRow>[], standing: ReadonlyMap<string, StandingPartnership>): Complaint[] => {
  const inFile = new Map(rows.map(({ row }) => [partnershipUnit.of(row), row.main ?? false]))
  return [...groupBy(rows.filter(({ row }) => row.main === true), (row) => row.partner).values()].flatMap((group) =>
    group.flatMap(({ line, row }) => {
      const second = group.find((each) => each.row.partnership !== row.partnership)
      if (second) return [{ line, column: 'main', value: 'yes', reason: `line ${second.line} says so too of "${second.row.partnership}"; a partner has one main partnership` }]
      const before = [...standing.values()].find((each) => each.partner === row.partner && each.isMain && each.partnership !== row.partnership)
      return before && (inFile.get(keyOf(before.partner, before.partnership)) ?? true)
        ? [{ line, column: 'main', value: 'yes', reason: `"${before.partnership}" is the main partnership so far; bring a row that says no of it` }]
        : []
    }),
  ) // prettier-ignore
}

/** Two sets of terms for one product on one day. Terms without an end hold until newer ones begin. */
const overlappingTerms = (rows: readonly Lined<PartnershipRow>[]): Complaint[] => {
  const terms = rows.filter(({ row }) => row.product !== null)
  const from = (row: PartnershipRow) => row.validFrom ?? row.activeFrom
  return [...groupBy(terms, (row) => keyOf(row.partner, row.partnership, row.product)).values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => (from(a.row) < from(b.row) ? -1 : 1))
    return sorted.flatMap(({ line, row }, at) => {
      const next = sorted[at + 1]
      if (!next || row.validTo === null || row.validTo < from(next.row) || from(row) === from(next.row)) return []
      return [{ line, column: 'valid to', value: row.validTo, reason: `reaches into the terms on line ${next.line} for the same product` }]
    })
  })
}

/** The reason why an amount isn't one of the currency, when it is not. */
export const amountComplaint = (line: number, column: string, amount: string, currency: string): Complaint[] => {
  const decimals = amount.split('.')[1]?.length ?? 0
  if (decimals > fractionDigits(currency)) return [{ line, column, value: amount, reason: `has more decimals than ${currency} has` }]
  try {
    parseDecimal(amount, currency)
    return []
  } catch {
    return [{ line, column, value: amount, reason: 'is too large' }]
  }
}

const cycleOfRow = (row: PartnershipRow, config: PortalConfig) => {
  const model = config.models.find(({ code }) => code === row.model)
  return { startDay: row.cycleStartDay ?? model?.cycle.startDay ?? 1, namedBy: row.cycleNamedBy ?? model?.cycle.namedBy ?? 'start' }
}

export const partnerRecord = ({ partner, ...row }: PartnerRow) => ({ ...row, externalId: partner, tags: row.tags ?? [] })

/** One record for each partnership; its rows agree. */
export const partnershipRecords = (rows: readonly PartnershipRow[], config: PortalConfig) =>
  [...new Map(rows.map((row) => [partnershipUnit.of(row), row])).values()].map((row) => {
    const cycle = cycleOfRow(row, config)
    const label = config.models.find(({ code }) => code === row.model)?.label ?? row.model
    return {
      partner: row.partner, externalId: row.partnership, model: row.model, name: row.name ?? `${label} ${row.region}`, region: row.region,
      currency: row.currency, timeZone: row.timeZone, cycleStartDay: cycle.startDay, cycleNamedBy: cycle.namedBy,
      activeFrom: row.activeFrom, activeTo: row.activeTo, isMain: row.main ?? false,
    } // prettier-ignore
  })

export const termRecords = (rows: readonly PartnershipRow[]) =>
  rows.flatMap((row) =>
    row.product === null
      ? []
      : [
          {
            partner: row.partner, partnership: row.partnership, product: row.product,
            validFrom: row.validFrom ?? row.activeFrom, validTo: row.validTo, commitment: row.commitment,
            unitPriceMinor: row.unitPrice === null ? null : parseDecimal(row.unitPrice, row.currency),
          },
        ],
  ) // prettier-ignore
