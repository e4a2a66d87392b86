import { useLingui } from '@lingui/react/macro'
import { IconArrowRight, IconExternalLink, IconLock, IconMail } from '@tabler/icons-react'
import { linkKindOf } from '#shared/web-address.ts'
import { useBlockDeeds, type BlockViewProps } from '#ui/blocks.tsx'
import { useMenuLink } from '#ui/menu.tsx'
import { paths } from '#ui/paths.tsx'
import { SafeLink } from '#ui/rich-text.tsx'
import type { LinkData, LinkSettings } from './contract.ts'
import classes from './view.module.css'

export const View = (props: BlockViewProps<LinkSettings, LinkData>) => {
  const { t } = useLingui()
  const deeds = useBlockDeeds(props)
  const { settings, data } = props
  const { to, label, about } = settings
  const line = useMenuLink(to.kind === 'room' ? to.room : '')
  const href = to.kind === 'room' ? (line?.path ?? paths.room(to.room)) : to.address
  const kind = linkKindOf(href)
  const Sign = data?.isLocked ? IconLock : kind === 'page' ? IconExternalLink : kind === 'mail' ? IconMail : IconArrowRight
  return (
    <div className={classes.card}>
      <div className={classes.words} dir="auto">
        <SafeLink href={href} className={classes.link} onClick={() => deeds.clicked(to.kind === 'room' ? to.room : href)}>
          {label || data?.label || t`Room`}
          {data?.isLocked && <span className="only-spoken"> ({t`locked`})</span>}
          {kind === 'page' && <span className="only-spoken"> ({t`opens elsewhere`})</span>}
        </SafeLink>
        {about && <p className={classes.about}>{about}</p>}
      </div>
      <Sign size={18} stroke={1.75} className={classes.sign} aria-hidden />
    </div>
  )
}
