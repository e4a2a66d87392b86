import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { initials } from './initials.tsx'
import classes from './door.module.css'
import { Overlays } from './overlays.tsx'
import { useSession } from './session.tsx'
import { DemoPill } from './shell.tsx'
import { useTabTitle } from './tab-title.tsx'

type DoorProps = { title: string; lead?: ReactNode; isWide?: boolean; children: ReactNode }

/** The frame of every page that stands before the portal: one sheet with one title. */
export const Door = ({ title, lead, isWide, children }: DoorProps) => {
  const { brand } = useSession().start
  useTabTitle(title)
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        {brand.logo ? (
          <img src={brand.logo} alt={brand.name} className={classes.logo} />
        ) : (
          <Letters name={brand.name} vendor={brand.vendor} />
        )}
        <DemoPill />
      </header>
      <main className={classes.main}>
        <div className={classes.sheet} data-wide={isWide || undefined}>
          <h1 className={classes.title}>{title}</h1>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
          {children}
        </div>
        <Overlays />
      </main>
      <footer className={classes.foot}>
        <Trans>{brand.vendor} runs this portal for its partners.</Trans>
      </footer>
    </div>
  )
}

const Letters = ({ name, vendor }: { name: string; vendor: string }) => (
  <span className={classes.brand}>
    <span className={classes.mark} aria-hidden>
      {initials(vendor)}
    </span>
    {name}
  </span>
)
