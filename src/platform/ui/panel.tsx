import { Drawer } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { mayLeave } from './leave-guard.tsx'

type PanelProps = { title: ReactNode; opened: boolean; onClose: () => void; size?: number | string; children: ReactNode }

/** A drawer at the right for what belongs to the page below it: the rows of a number, a form. */
export const Panel = ({ title, opened, onClose, size = 520, children }: PanelProps) => {
  const { t } = useLingui()
  return (
    <Drawer
      opened={opened}
      onClose={() => mayLeave() && onClose()}
      position="right"
      size={size}
      title={title}
      styles={{ title: { fontSize: '1rem', fontWeight: 600 } }}
      closeButtonProps={{ 'aria-label': t`Close` }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {children}
    </Drawer>
  )
}
