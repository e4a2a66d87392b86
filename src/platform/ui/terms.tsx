import { useMemo } from 'react'
import type { TermChoice } from '#rooms/categories/contract.ts'
import type { TermKind } from '#rooms/categories/rules.ts'
import { useCall } from './query.tsx'

export type KindOfWord = TermKind
type Option = { value: string; label: string }
type Terms = {
  /** What can be chosen; with types of partners, words that one of them can have. */
  options: (kind: TermKind, partnerTypes?: readonly string[]) => Option[]
  /** The same, and what is chosen already although it is archived or for others. */
  optionsWith: (kind: TermKind, chosen: readonly { code: string; label: string }[], partnerTypes?: readonly string[]) => Option[]
  partnerTypes: Option[]
  labelOf: (kind: TermKind, code: string) => string
}

/** The vendor's words, for screens of the vendor's people. */
export const useTerms = (): Terms => {
  const { data } = useCall('GET /categories/choices')
  return useMemo(() => termsOf(data?.items ?? [], data?.partnerTypes ?? []), [data])
}

const termsOf = (items: readonly TermChoice[], types: readonly { code: string; label: string }[]): Terms => {
  const options: Terms['options'] = (kind, partnerTypes) =>
    items
      .filter((one) => one.kind === kind && (!partnerTypes?.length || one.partnerType === null || partnerTypes.includes(one.partnerType)))
      .map(optionOf)
  return {
    options,
    optionsWith: (kind, chosen, partnerTypes) => {
      const open = options(kind, partnerTypes)
      return [...open, ...chosen.filter(({ code }) => !open.some(({ value }) => value === code)).map(optionOf)]
    },
    partnerTypes: types.map(optionOf),
    labelOf: (kind, code) => items.find((one) => one.kind === kind && one.code === code)?.label ?? code,
  }
}

const optionOf = ({ code, label }: { code: string; label: string }): Option => ({ value: code, label })
