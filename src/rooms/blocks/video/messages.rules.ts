import type { VideoProvider } from '#shared/frames.ts'

export type Progress = { seconds: number; length: number }

/** What a player has to be told so that it says how far it is. Loom's says nothing to pages that show it. */
export const askFor: Record<VideoProvider, readonly string[]> = {
  youtube: [JSON.stringify({ event: 'listening', id: 1, channel: 'widget' })],
  vimeo: [JSON.stringify({ method: 'addEventListener', value: 'timeupdate' })],
  loom: [],
}

/** How far a player says that it is; undefined: it says something else. */
export const progressIn = (provider: VideoProvider, message: unknown): Progress | undefined => {
  const said = recordOf(typeof message === 'string' ? parsed(message) : message)
  if (provider === 'youtube') return said['event'] === 'infoDelivery' ? progress(recordOf(said['info']), 'currentTime') : undefined
  if (provider === 'vimeo') return said['event'] === 'timeupdate' ? progress(recordOf(said['data']), 'seconds') : undefined
  return undefined
}

/** Vimeo's player hears nothing before it says that it is ready. */
export const isReady = (provider: VideoProvider, message: unknown): boolean =>
  provider === 'vimeo' && recordOf(typeof message === 'string' ? parsed(message) : message)['event'] === 'ready'

const progress = (said: Record<string, unknown>, where: string): Progress | undefined => {
  const { [where]: seconds, duration } = said
  return typeof seconds === 'number' && typeof duration === 'number' ? { seconds, length: duration } : undefined
}

const recordOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {})

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not for us
  }
}
