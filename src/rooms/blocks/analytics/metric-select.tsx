import { Select } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { metricLabel } from '#ui/metric.tsx'
import { useProducts } from '#ui/products.tsx'
import { useCall } from '#ui/query.tsx'

type MetricSelectProps = {
  partnerType: string
  value: string
  onChange: (code: string) => void
  error: ReactNode
  /** Only what more of is better. */
  isForGoals?: boolean
}

/** The figures that partners of a type have. */
export const MetricSelect = ({ partnerType, value, onChange, error, isForGoals = false }: MetricSelectProps) => {
  const { t } = useLingui()
  const products = useProducts()
  const { data } = useCall('GET /block-metrics', {}, { staleMs: Infinity })
  const metrics = data?.types.find((one) => one.partnerType === partnerType)?.metrics ?? []
  const nameOf = (code: string) =>
    code.startsWith('peak:') ? t`Peak of ${metricLabel(code, products.name)}` : metricLabel(code, products.name)
  return (
    <Select
      label={t`Figure`}
      allowDeselect={false}
      searchable
      data={metrics.filter((one) => !isForGoals || one.isGoal).map(({ code }) => ({ value: code, label: nameOf(code) }))}
      value={value || null}
      onChange={(code) => code && onChange(code)}
      nothingFoundMessage={t`Nothing found`}
      error={error}
    />
  )
}
