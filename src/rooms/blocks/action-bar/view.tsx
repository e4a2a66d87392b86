import { useLingui } from '@lingui/react/macro'
import { IconExternalLink, IconLock } from '@tabler/icons-react'
import { linkKindOf } from '#shared/web-address.ts'
import { BlockMissing, BlockTitle } from '#ui/block-parts.tsx'
import { useBlockDeeds, type BlockViewProps } from '#ui/blocks.tsx'
import { useMenuLink } from '#ui/menu.tsx'
import { paths } from '#ui/paths.tsx'
import { SafeLink } from '#ui/rich-text.tsx'
import { RoomSign } from '#ui/room-icons.tsx'
import type { ActionBarData, ActionBarSettings, ActionButton } from './contract.ts'
import classes from './view.module.css'

export const View = (props: BlockViewProps<ActionBarSettings, ActionBarData>) => {
  const { t } = useLingui()
  const { clicked } = useBlockDeeds(props)
  const { settings, data, isPreview } = props
  const { title, buttons } = settings
  const known = new Map(data?.buttons.map((one) => [one.id, one.room]))
  // In the editor nothing is known yet of a button that was added a moment ago.
  const shown = buttons.filter(({ id }) => known.has(id) || (isPreview && !data))
  if (shown.length === 0 && !isPreview) return null
  return (
    <div role="group" aria-label={title || t`Actions`}>
      <BlockTitle>{title}</BlockTitle>
      {shown.length === 0 ? (
        <BlockMissing>{t`None of the buttons leads this partner anywhere.`}</BlockMissing>
      ) : (
        <ul className={classes.bar}>
          {shown.map((button) => (
            <li key={button.id}>
              <OneButton button={button} room={known.get(button.id) ?? null} onClick={() => clicked(button.id)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

type OneProps = { button: ActionButton; room: ActionBarData['buttons'][number]['room']; onClick: () => void }

const OneButton = ({ button: { label, icon, tone, to }, room, onClick }: OneProps) => {
  const { t } = useLingui()
  const line = useMenuLink(to.kind === 'room' ? to.room : '')
  const href = to.kind === 'room' ? (line?.path ?? paths.room(to.room)) : to.kind === 'mail' ? mailTo(to) : to.address
  const isElsewhere = linkKindOf(href) === 'page'
  return (
    <SafeLink href={href} className={`${classes.button} ${classes[tone]}`} onClick={onClick}>
      {room?.isLocked ? <IconLock size={16} aria-hidden /> : icon && <RoomSign name={icon} size={16} stroke={1.75} />}
      <span dir="auto">{label || room?.label || t`Room`}</span>
      {room?.isLocked && <span className="only-spoken"> ({t`locked`})</span>}
      {isElsewhere && (
        <>
          <IconExternalLink size={14} aria-hidden className={classes.sign} />
          <span className="only-spoken"> ({t`opens elsewhere`})</span>
        </>
      )}
    </SafeLink>
  )
}

const mailTo = ({ mail, subject }: Extract<ActionButton['to'], { kind: 'mail' }>): string =>
  `mailto:${mail}${subject ? `?subject=${encodeURIComponent(subject)}` : ''}`
