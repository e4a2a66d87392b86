import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './cell-button.module.css'

/** What stands in the first cell of a row that opens beside the table; a row with an address of its own has `href`. */
export const CellButton = ({ open, children }: { open: () => void; children: ReactNode }) => (
  <UnstyledButton className={classes.cell} onClick={open}>
    {children}
  </UnstyledButton>
)
