import { join } from 'node:path'
import sharp from 'sharp'
import { damaged, notWhatItSays, unsafe } from './refusals.ts'

/** An image made anew: nothing of what was brought is left but its pixels. */
export type Picture = { full: string; web: string; thumb: string; width: number; height: number }

const mostPixels = 40_000_000
/** All pictures of a moving one together. */
const mostMovingPixels = 100_000_000
const widths = { web: 1_600, thumb: 320 }

// The library reads far more kinds than are taken here, drawings with links to elsewhere among them.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'] })
sharp.cache(false) // each is read once

/**
 * Reads an image and writes it again in three sizes below `folder`: upright, in sRGB, without what a camera or a program wrote beside the
 * pixels. Throws `file.damaged`, `file.unsafe` and `file.not-what-it-says`.
 */
export const makePictures = (path: string, folder: string, mime: string): Promise<Picture> => inTurn(() => made(path, folder, mime))

const made = async (path: string, folder: string, mime: string): Promise<Picture> => {
  const { format, width, height, pages = 1 } = await readable(sharp(path, { limitInputPixels: false }).metadata())
  if (`image/${format}` !== mime) throw notWhatItSays('The file is not what its name says. Save it again, and bring that one.')
  if (width * height > mostPixels) throw unsafe(`An image may have ${mostPixels / 1_000_000} million pixels at the most. Make it smaller.`)
  if (width * height * pages > mostMovingPixels) throw unsafe('The moving image has too many pictures. Make it shorter or smaller.')
  const out = { full: join(folder, 'full'), web: join(folder, 'web'), thumb: join(folder, 'thumb') }
  const open = (animated: boolean) => sharp(path, { limitInputPixels: mostMovingPixels, animated, failOn: 'error' }).autoOrient()
  const isMoving = pages > 1
  const full = open(isMoving)
  const written = await readable(
    (format === 'jpeg' ? full.jpeg({ quality: 88 }) : format === 'gif' ? full.gif() : format === 'webp' ? full.webp({ quality: 88 }) : full.png()).toFile(out.full),
  ) // prettier-ignore
  await readable(open(isMoving).resize({ width: widths.web, withoutEnlargement: true }).webp({ quality: 82 }).toFile(out.web))
  await readable(open(false).resize({ width: widths.thumb, height: widths.thumb, fit: 'inside', withoutEnlargement: true }).webp({ quality: 78 }).toFile(out.thumb)) // prettier-ignore
  return { ...out, width: written.width, height: isMoving ? (written.pageHeight ?? height) : written.height }
}

/** What the library can't read is the file's fault as long as its file is there. */
const readable = async <T>(asked: Promise<T>): Promise<T> => {
  try {
    return await asked
  } catch (cause) {
    if (cause instanceof Error && /ENOSPC|out of (memory|disk)|unable to open for write/i.test(cause.message)) throw cause
    throw damaged('The image can’t be read to its end. Save it again, and bring that one.')
  }
}

/** A large image takes hundreds of megabytes while it is open: two at once, the others wait. */
const atOnce = 2
let open = 0
const waiting: (() => void)[] = []
const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (open >= atOnce) await new Promise<void>((next) => void waiting.push(next))
  else open++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else open--
  }
}
