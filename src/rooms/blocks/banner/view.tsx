import type { BlockViewProps } from '#ui/blocks.tsx'
import { fileAddress } from '#ui/file-address.tsx'
import type { BannerData, BannerSettings } from './contract.ts'
import classes from './view.module.css'

export const View = ({ settings, data, isPreview }: BlockViewProps<BannerSettings, BannerData>) => {
  const { title, text, tone, image } = settings
  return (
    <div className={classes.banner} data-tone={tone}>
      <div className={classes.words} dir="auto">
        <h2 className={classes.title}>{title}</h2>
        {text && <p className={classes.text}>{text}</p>}
      </div>
      {image && (data ? data.hasImage : isPreview) && (
        <img className={classes.picture} src={fileAddress.image(image)} alt="" loading="lazy" decoding="async" />
      )}
    </div>
  )
}
