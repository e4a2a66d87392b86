import { allowed, refuse, type Verdict } from '#shared/actor.ts'
import { extensionsFor, fileKinds } from './rules.ts'

/** Of which hosts of the internet pictures are copied. */
export type PictureHosts = readonly string[] | 'any'

/** Anybody may be the vendor's administrator in a demo: it asks nobody's servers for anything. Refusal is 409. */
export const mayCopyPictures = ({ realm, hosts }: { realm: 'real' | 'demo'; hosts: PictureHosts }): Verdict =>
  realm === 'demo'
    ? refuse('file.not-in-demo', 'A demo fetches nothing from elsewhere. Bring the picture as a file.')
    : hosts.length === 0
      ? refuse('file.copies-are-off', 'This portal copies no pictures from elsewhere. Bring the picture as a file.')
      : allowed

export const isHostOf = (hosts: PictureHosts, host: string): boolean => hosts === 'any' || hosts.includes(host)

/** By what its first bytes say it is; undefined: no picture that is taken. */
export const extensionOfPicture = (mime: string | undefined): string | undefined =>
  mime === undefined ? undefined : extensionsFor('image').find((extension) => fileKinds[extension]?.magic?.includes(mime))

/** What a copy is called: as the address ends, where it ends in a name. */
export const copiedName = (address: string, extension: string): string => {
  const [, path = ''] = /^https:\/\/[^/?#]*\/([^?#]*)/i.exec(address) ?? []
  const last = path.split('/').at(-1) ?? ''
  const stem = decoded(last).replace(/\.[a-z]{3,4}$/i, '')
  return `${/[\p{L}\p{N}]/u.test(stem) ? stem : 'picture'}.${extension}`
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // per cent signs that stand for nothing
  }
}
