import { useLingui } from '@lingui/react/macro'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useState } from 'react'
import type { CallLine, InputOf } from '#ui/api-client.tsx'
import { download } from '#ui/download.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { useMay } from '#ui/session.tsx'

/** Downloads a workbook; `what` names it for those who only hear the button. */
export const ExcelButton = <L extends CallLine>({ line, input, what }: { line: L; input: InputOf<L>; what: string }) => {
  const { t } = useLingui()
  const [isBusy, setBusy] = useState(false)
  const may = useMay('report.export')
  const fetch = async () => {
    setBusy(true)
    await download(line, input)
    setBusy(false)
  }
  return (
    <ReasonedButton
      size="xs"
      variant="default"
      leftSection={<IconFileSpreadsheet size={16} aria-hidden />}
      loading={isBusy}
      aria-label={t`Excel: ${what}`}
      reason={may ? undefined : t`Your role does not include exports.`}
      onClick={() => void fetch()}
    >
      Excel
    </ReasonedButton>
  )
}
