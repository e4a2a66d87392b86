import { IconPuzzle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './block-parts.module.css'

/** What stands above a block's content; nothing where it has no title. */
export const BlockTitle = ({ children }: { children: string }) =>
  children ? (
    <h2 className={classes.title} dir="auto">
      {children}
    </h2>
  ) : null

/** What an editor sees where partners see nothing. */
export const BlockMissing = ({ children }: { children: ReactNode }) => (
  <p className={classes.missing}>
    <IconPuzzle size={16} aria-hidden />
    <span>{children}</span>
  </p>
)
