import { Trans, useLingui } from '@lingui/react/macro'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { placeTitle } from '#shared/place-title.ts'
import { noticeDone } from '#ui/notices.tsx'
import { PartnershipSelect } from '#ui/partnership-select.tsx'
import { useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import classes from './engine.module.css'

/** The rules of one partnership now, for whoever looks into its tasks and does not want to wait for all. */
export const JudgeOne = () => {
  const { t } = useLingui()
  const [partnership, setPartnership] = useState('')
  const judge = useSend('POST /partnerships/:id/judgement', {
    invalidates: ['GET /engine', 'GET /engine/jobs'],
    onDone: () => noticeDone(t`The partnership is judged in a moment`),
  })
  return (
    <div className={classes.judgeOne}>
      <PartnershipSelect value={partnership} choose={setPartnership} titleOf={placeTitle} />
      <ReasonedButton
        variant="default"
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        loading={judge.isPending}
        reason={partnership === '' ? t`Choose a partnership first.` : undefined}
        onClick={() => judge.mutate({ params: { id: partnership } })}
      >
        <Trans>Judge its customers now</Trans>
      </ReasonedButton>
    </div>
  )
}
