import { Anchor, Button } from '@mantine/core'
import { Trans } from '@lingui/react/macro'
import { IconExternalLink, IconPlayerPlay } from '@tabler/icons-react'
import { useState, type CSSProperties, type ReactNode } from 'react'
import classes from './outside.module.css'

type OutsideProps = {
  /** Whose it is: `YouTube`, `charts.example.com`. */
  name: string
  /** Where it can be seen by itself; absent: it is not offered. */
  address?: string | undefined
  verb: string
  /** Whether it is told which portal shows it. */
  knowsPortal?: boolean
  className?: string | undefined
  style?: CSSProperties | undefined
  /** Made when the reader wants it. */
  show: () => ReactNode
}

/** A place for what comes from somebody else's servers: they learn of the reader when the reader wants it, and not before. */
export const Outside = ({ name, address, verb, knowsPortal = false, className, style, show }: OutsideProps) => {
  const [isWanted, setWanted] = useState(false)
  return (
    <div className={className} style={style}>
      {isWanted ? (
        show()
      ) : (
        <div className={classes.ask}>
          <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => setWanted(true)}>
            {verb}
          </Button>
          <p className={classes.words}>
            {knowsPortal ? (
              <Trans>It comes from {name}, which then learns your network address and that you are here.</Trans>
            ) : (
              <Trans>It comes from {name}, which then learns your network address.</Trans>
            )}
          </p>
          {address && (
            <Anchor href={address} target="_blank" rel="noopener noreferrer" size="sm" className={classes.link}>
              <Trans>Open it at {name} instead</Trans>
              <IconExternalLink size={14} aria-hidden />
            </Anchor>
          )}
        </div>
      )}
    </div>
  )
}
