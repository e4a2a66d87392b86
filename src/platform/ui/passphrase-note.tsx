import { Button, CopyButton, Group, Stack } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import classes from './passphrase-note.module.css'

type PassphraseNoteProps = { name: string; email: string; passphrase: string; close: () => void }

/** The words that open an invitation, this one time. */
export const PassphraseNote = ({ name, email, passphrase, close }: PassphraseNoteProps) => {
  const { t } = useLingui()
  return (
    <Stack gap="md">
      <p className={classes.text}>
        <Trans>
          A link is on its way to {email}. To use it, {name} also needs these words:
        </Trans>
      </p>
      <p className={classes.words} aria-label={t`Passphrase`} role="status" data-autofocus tabIndex={-1}>
        {passphrase}
      </p>
      <p className={classes.text}>
        <Trans>
          Tell them by telephone, in person or in a chat, not by e-mail. They are shown this one time and work for 24 hours. If they get
          lost, invite {name} again.
        </Trans>
      </p>
      <Group gap="sm">
        <CopyButton value={passphrase}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
            >
              {copied ? <Trans>Copied</Trans> : <Trans>Copy the words</Trans>}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>
          <Trans>I have told them</Trans>
        </Button>
      </Group>
    </Stack>
  )
}
