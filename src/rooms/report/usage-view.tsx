import { useLingui } from '@lingui/react/macro'
import { Choice } from '#ui/choice.tsx'
import { oneOf, text } from '#ui/paths.tsx'

// `cycle` and `product` are the bar whose customers are shown; `bill` the cycle whose bill is.
export const usageView = { cycles: oneOf(['3', '6', '12'], '6'), cycle: text(), product: text(), bill: text() }

type Months = '3' | '6' | '12'

export const MonthsChoice = ({ value, onChange }: { value: Months; onChange: (value: Months) => void }) => {
  const { t } = useLingui()
  return (
    <Choice
      label={t`Months that are shown`}
      value={value}
      onChange={onChange}
      options={[
        { value: '3', label: t`3 months` },
        { value: '6', label: t`6 months` },
        { value: '12', label: t`12 months` },
      ]}
    />
  )
}
