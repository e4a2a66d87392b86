import type { ImageSize } from '#rooms/files/rules.ts'
import { callAddress } from './api-client.tsx'

/** Where a page shows or offers one of the portal's files: for `src` and `href`, which the browser opens by itself. */
export const fileAddress = {
  image: (id: string, size: ImageSize = 'web') => `/api${callAddress('GET /files/:id/image', { params: { id }, query: { size } })}`,
  /** A video, a recording or captions. */
  media: (id: string) => `/api${callAddress('GET /files/:id/media', { params: { id } })}`,
  /** `room`: where it is taken from, for the count. */
  download: (id: string, room?: string) => `/api${callAddress('GET /files/:id', { params: { id }, query: { room } })}`,
}
