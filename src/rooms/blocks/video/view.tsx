import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { videoHosts, type VideoProvider } from '#shared/frames.ts'
import { BlockMissing, BlockTitle } from '#ui/block-parts.tsx'
import { useBlockDeeds, type BlockViewProps } from '#ui/blocks.tsx'
import { fileAddress } from '#ui/file-address.tsx'
import { Outside } from '#ui/outside.tsx'
import { playerAddress, watchAddress, type FoundVideo } from './address.rules.ts'
import type { VideoData, VideoSettings } from './contract.ts'
import { askFor, isReady, progressIn } from './messages.rules.ts'
import { watching } from './watching.rules.ts'
import classes from './view.module.css'

export const View = (props: BlockViewProps<VideoSettings, VideoData>) => {
  const { t } = useLingui()
  const { settings, data, isPreview } = props
  const { watched } = useBlockDeeds(props)
  const { title, source, about } = settings
  const isGone = source.from === 'file' && !data
  if (isGone && !isPreview) return null
  return (
    <>
      <BlockTitle>{title}</BlockTitle>
      {source.from !== 'file' ? (
        <Provided video={source} title={title} onWatched={watched} />
      ) : data ? (
        <Uploaded source={source} data={data} title={title} onWatched={watched} />
      ) : (
        <BlockMissing>{t`The video plays here in the preview, and for partners.`}</BlockMissing>
      )}
      {about && (
        <p className={classes.about} dir="auto">
          {about}
        </p>
      )}
    </>
  )
}

const names: Record<VideoProvider, string> = { youtube: 'YouTube', vimeo: 'Vimeo', loom: 'Loom' }

type Watched = { title: string; onWatched: (share: number) => void }

/** Nobody else's page is asked for anything before its reader wants that. */
const Provided = ({ video, title, onWatched }: Watched & { video: FoundVideo }) => {
  const { t } = useLingui()
  const name = names[video.from]
  return (
    <Outside
      name={name}
      address={watchAddress(video)}
      verb={t`Play the video from ${name}`}
      knowsPortal
      className={classes.stage}
      show={() => <Player video={video} title={title || t`Video from ${name}`} onWatched={onWatched} />}
    />
  )
}

const Player = ({ video, title, onWatched }: Watched & { video: FoundVideo }) => {
  const frame = useRef<HTMLIFrameElement>(null)
  const told = useRef(onWatched)
  useEffect(() => {
    told.current = onWatched
  })
  const { from } = video
  const ask = () => {
    for (const question of askFor[from]) frame.current?.contentWindow?.postMessage(question, `https://${videoHosts[from]}`)
  }
  useEffect(() => {
    const seen = watching()
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source !== frame.current?.contentWindow || origin !== `https://${videoHosts[from]}`) return
      if (isReady(from, data)) for (const question of askFor[from]) frame.current?.contentWindow?.postMessage(question, origin)
      const now = progressIn(from, data)
      const share = now && seen.at(now.seconds, now.length)
      if (share !== undefined) told.current(share)
    }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [from])
  return (
    <iframe
      ref={frame}
      className={classes.player}
      src={playerAddress(video, window.location.origin)}
      title={title}
      onLoad={ask}
      // A page of another origin keeps to its own, and ours refuse frames: nothing of ours is within its reach.
      // oxlint-disable-next-line react/iframe-missing-sandbox
      sandbox="allow-scripts allow-same-origin allow-presentation allow-popups"
      allow="fullscreen"
      // YouTube plays nothing for pages that do not say where they are; they learn the portal's host and no page of it.
      referrerPolicy="strict-origin"
    />
  )
}

type UploadedProps = Watched & { source: Extract<VideoSettings['source'], { from: 'file' }>; data: NonNullable<VideoData> }

const Uploaded = ({ source, data, title, onWatched }: UploadedProps) => {
  const { t } = useLingui()
  const [seen] = useState(watching)
  const isSound = data.mime.startsWith('audio/')
  const Tag = isSound ? 'audio' : 'video'
  const note = ({ currentTarget: { currentTime, duration, paused } }: { currentTarget: HTMLMediaElement }) => {
    const share = paused ? undefined : seen.at(currentTime, duration)
    if (share !== undefined) onWatched(share)
  }
  return (
    <Tag
      className={isSound ? classes.sound : classes.film}
      src={fileAddress.media(source.file)}
      aria-label={title || t`Video`}
      controls
      preload="metadata"
      onTimeUpdate={note}
    >
      {source.captions && data.hasCaptions && (
        <track kind="captions" src={fileAddress.media(source.captions)} label={t`Captions`} default />
      )}
    </Tag>
  )
}
