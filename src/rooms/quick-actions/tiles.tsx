import { useLingui } from '@lingui/react/macro'
import { IconExternalLink } from '@tabler/icons-react'
import { Link } from 'wouter'
import { RoomSign } from '#ui/room-icons.tsx'
import type { QuickAction } from './contract.ts'
import { placeOf, useCounting } from './going.tsx'
import classes from './quick-actions.module.css'

/** Shortcuts as tiles; `isShort`: in one line each, without their descriptions. */
export const Tiles = ({ actions, isShort }: { actions: readonly QuickAction[]; isShort?: boolean }) => {
  const { t } = useLingui()
  return (
    <ul className={classes.tiles} data-short={isShort || undefined} aria-label={t`Quick actions`}>
      {actions.map((action) => (
        <li key={action.id}>
          <Tile action={action} isShort={isShort ?? false} />
        </li>
      ))}
    </ul>
  )
}

const Tile = ({ action, isShort }: { action: QuickAction; isShort: boolean }) => {
  const { t } = useLingui()
  const count = useCounting()
  const { href, isElsewhere } = placeOf(action)
  const isPage = action.target.kind === 'link'
  const face = <Face action={action} isShort={isShort} />
  if (!isElsewhere)
    return (
      <Link href={href} className={classes.tile} onClick={() => count(action)}>
        {face}
      </Link>
    )
  return (
    <a
      href={href}
      className={classes.tile}
      onClick={() => count(action)}
      {...(isPage ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
    >
      {face}
      {isPage && <IconExternalLink size={14} aria-label={t`opens in a new tab`} className={classes.away} />}
    </a>
  )
}

const Face = ({ action: { icon, label, description }, isShort }: { action: QuickAction; isShort: boolean }) => (
  <>
    <RoomSign name={icon} size={isShort ? 18 : 22} stroke={1.5} className={classes.sign} />
    <span className={classes.words}>
      <span className={classes.label}>{label}</span>
      {!isShort && description && <span className={classes.description}>{description}</span>}
    </span>
  </>
)
