import { Button, Checkbox, Group } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { saveFile } from '#ui/download.tsx'
import { noticeDone, noticeNote } from '#ui/notices.tsx'
import { useSession } from '#ui/session.tsx'
import classes from './factors.module.css'

/** The codes, this once. Going on asks whether they are kept, because nobody can show them again. */
export const RecoveryCodes = ({ codes, done }: { codes: readonly string[]; done: () => void }) => {
  const { t } = useLingui()
  const { brand } = useSession().start
  const [isKept, setKept] = useState(false)
  const text = codes.join('\n')
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    noticeDone(t`The codes were copied`)
  }
  const title = t`Recovery codes for ${brand.name}`
  const file = () => new Blob([`${title}\n\n${text}\n`], { type: 'text/plain' })
  return (
    <div className={classes.stack}>
      <p className={classes.lead}>
        <Trans>Each of these codes lets you in once if you lose your second factor. Keep them where you keep important papers.</Trans>
      </p>
      <ol className={classes.codes} aria-label={t`Recovery codes`}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="xs" data-screen-only>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCopy size={15} aria-hidden />}
          onClick={() => void copy().catch(() => noticeNote(t`This browser does not let the page copy. Select the codes yourself.`))}
        >
          <Trans>Copy</Trans>
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => saveFile(file(), 'recovery-codes.txt')}
        >
          <Trans>Download</Trans>
        </Button>
        <Button size="xs" variant="default" leftSection={<IconPrinter size={15} aria-hidden />} onClick={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
      </Group>
      <Checkbox
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
        label={t`I have kept these codes. They are not shown again.`}
      />
      <Button disabled={!isKept} onClick={done}>
        <Trans>Go on</Trans>
      </Button>
      {createPortal(
        <div className={classes.printed}>
          <p>{title}</p>
          {codes.map((code) => (
            <div key={code}>{code}</div>
          ))}
        </div>,
        document.body,
      )}
    </div>
  )
}
