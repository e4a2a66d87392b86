import { Anchor } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconExternalLink } from '@tabler/icons-react'
import { httpsHostOf } from '#shared/web-address.ts'
import { BlockTitle } from '#ui/block-parts.tsx'
import { useBlockDeeds, type BlockViewProps } from '#ui/blocks.tsx'
import { Outside } from '#ui/outside.tsx'
import type { EmbedSettings } from './contract.ts'
import classes from './view.module.css'

export const View = (props: BlockViewProps<EmbedSettings, null>) => {
  const { t } = useLingui()
  const { clicked } = useBlockDeeds(props)
  const { address, title, about, heightPixels, mayFillScreen, hasLink } = props.settings
  const host = httpsHostOf(address)
  if (!host) return null
  return (
    <>
      <BlockTitle>{title}</BlockTitle>
      {about && (
        <p className={classes.about} dir="auto">
          {about}
        </p>
      )}
      <Outside
        name={host}
        verb={t`Show ${title}`}
        style={{ height: heightPixels }}
        show={() => (
          <iframe
            className={classes.frame}
            src={address}
            title={title}
            // A page of another origin keeps to its own, and ours refuse frames: nothing of ours is within its reach.
            // oxlint-disable-next-line react/iframe-missing-sandbox
            sandbox="allow-scripts allow-same-origin allow-forms allow-presentation"
            allow={mayFillScreen ? 'fullscreen' : ''}
            referrerPolicy="no-referrer"
            loading="lazy"
          />
        )}
      />
      {hasLink && (
        <Anchor
          className={classes.link}
          size="sm"
          href={address}
          target="_blank"
          rel="noopener noreferrer"
          onClick={() => clicked(address)}
        >
          <Trans>Open {title} in a window of its own</Trans>
          <IconExternalLink size={14} aria-hidden />
        </Anchor>
      )}
    </>
  )
}
