export const videoProviders = ['youtube', 'vimeo', 'loom'] as const
export type VideoProvider = (typeof videoProviders)[number]

/** Where each provider's player is. */
export const videoHosts: Record<VideoProvider, string> = {
  youtube: 'www.youtube-nocookie.com',
  vimeo: 'player.vimeo.com',
  loom: 'www.loom.com',
}

/** The origins whose pages rooms may show: the hosts that the configuration names, and the players of the videos that it allows. */
export const framesOf = ({ hosts, videos }: { hosts: readonly string[]; videos: readonly VideoProvider[] }): string[] =>
  [...new Set([...videos.map((provider) => videoHosts[provider]), ...hosts])].map((host) => `https://${host}`)
