import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconTemplate } from '@tabler/icons-react'
import { useState } from 'react'
import { Panel } from '#ui/panel.tsx'
import { SaveTemplate } from './template-forms.tsx'

/** A room of blocks is kept to start others from. */
export const SaveAsTemplate = ({ roomId, label }: { roomId: string; label: string }) => {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconTemplate size={15} aria-hidden />} onClick={() => setOpen(true)}>
        <Trans>Save as a template</Trans>
      </Button>
      <Panel title={t`Save as a template`} opened={isOpen} onClose={() => setOpen(false)}>
        {isOpen && <SaveTemplate roomId={roomId} label={label} close={() => setOpen(false)} />}
      </Panel>
    </>
  )
}
