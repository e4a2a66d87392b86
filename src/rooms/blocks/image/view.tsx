import { useLingui } from '@lingui/react/macro'
import { BlockMissing } from '#ui/block-parts.tsx'
import { useBlockDeeds, type BlockViewProps } from '#ui/blocks.tsx'
import { fileAddress } from '#ui/file-address.tsx'
import { SafeLink } from '#ui/rich-text.tsx'
import type { ImageData, ImageSettings } from './contract.ts'
import classes from './view.module.css'

export const View = (props: BlockViewProps<ImageSettings, ImageData>) => {
  const { settings, data, isPreview } = props
  const { t } = useLingui()
  const deeds = useBlockDeeds(props)
  const { file, alt, caption, width, link } = settings
  if (!data && !isPreview) return null
  if (!file) return <BlockMissing>{t`Choose a picture.`}</BlockMissing>
  const picture = (
    <img
      className={classes.picture}
      src={fileAddress.image(file)}
      srcSet={data?.width && data.width > webPixels ? srcSetOf(file, data.width) : undefined}
      sizes={sizes[width]}
      alt={alt}
      width={data?.width ?? undefined}
      height={data?.height ?? undefined}
      loading="lazy"
      decoding="async"
    />
  )
  return (
    <figure className={classes.figure} data-width={width}>
      {link ? (
        <SafeLink href={link} className={classes.link} onClick={() => deeds.clicked(link)}>
          {picture}
        </SafeLink>
      ) : (
        picture
      )}
      {caption && (
        <figcaption className={classes.caption} dir="auto">
          {caption}
        </figcaption>
      )}
    </figure>
  )
}

/** As wide as a picture's middle size can be. */
const webPixels = 1_600
const srcSetOf = (file: string, pixels: number) =>
  `${fileAddress.image(file, 'web')} ${webPixels}w, ${fileAddress.image(file, 'full')} ${pixels}w`

const sizes = { small: '320px', medium: '640px', full: '100vw' } as const
