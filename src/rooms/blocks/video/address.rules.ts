import { videoHosts, type VideoProvider } from '#shared/frames.ts'

/** What a provider's ids look like; nothing else ever stands in the address of a frame. */
export const videoIds: Record<VideoProvider, RegExp> = {
  youtube: /^[A-Za-z0-9_-]{11}$/,
  vimeo: /^\d{6,12}$/,
  loom: /^[0-9a-f]{32}$/,
}

export type FoundVideo = { from: VideoProvider; id: string; key?: string | undefined }

const addresses: [VideoProvider, RegExp][] = [
  [
    'youtube',
    /^https?:\/\/(?:www\.|m\.)?youtube(?:-nocookie)?\.com\/(?:watch\?(?:[^#\s]*&)?v=|embed\/|shorts\/|live\/)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])/,
  ],
  ['youtube', /^https?:\/\/youtu\.be\/([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])/],
  ['vimeo', /^https?:\/\/(?:www\.)?vimeo\.com\/(?:channels\/[\w-]+\/|video\/)?(\d{6,12})(?:\/([0-9a-f]{6,20}))?(?![\w])/],
  ['vimeo', /^https?:\/\/player\.vimeo\.com\/video\/(\d{6,12})(?:\?(?:[^#\s]*&)?h=([0-9a-f]{6,20}))?(?![\w])/],
  ['loom', /^https?:\/\/(?:www\.)?loom\.com\/(?:share|embed)\/([0-9a-f]{32})(?![0-9a-f])/],
]

/** The video that an address is of, as people copy it from the browser or from "share". Undefined: of no provider that is known here. */
export const videoOf = (address: string): FoundVideo | undefined => {
  const text = address.trim()
  for (const [from, pattern] of addresses) {
    const [, id, key] = pattern.exec(text) ?? []
    if (id) return { from, id, ...(key ? { key } : {}) }
  }
  return undefined
}

/** The page of a video where the provider shows it. */
export const watchAddress = ({ from, id, key }: FoundVideo): string =>
  from === 'youtube'
    ? `https://www.youtube.com/watch?v=${id}`
    : from === 'vimeo'
      ? `https://vimeo.com/${id}${key ? `/${key}` : ''}`
      : `https://www.loom.com/share/${id}`

/** What the frame shows. `origin` is this portal's: YouTube tells how far a video was watched to nobody else. */
export const playerAddress = ({ from, id, key }: FoundVideo, origin: string): string =>
  from === 'youtube'
    ? `https://${videoHosts.youtube}/embed/${id}?rel=0&enablejsapi=1&origin=${encodeURIComponent(origin)}`
    : from === 'vimeo'
      ? `https://${videoHosts.vimeo}/video/${id}?dnt=1${key ? `&h=${key}` : ''}`
      : `https://${videoHosts.loom}/embed/${id}`
