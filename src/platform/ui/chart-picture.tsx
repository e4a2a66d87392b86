import { seriesColour } from './chart-scale.tsx'
import type { Series } from './chart.tsx'
import { saveFile } from './download.tsx'

const painted = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-size',
  'font-family',
  'font-weight',
  'text-anchor',
]
const scale = 2
const head = 36
const foot = 32

/** Saves the drawing in `figure` as a PNG with its title above and its series named below. */
export const savePicture = async (
  figure: HTMLElement | null,
  { title, series, fileName }: { title: string; series: readonly Series[]; fileName: string },
) => {
  const drawing = figure?.querySelector<SVGSVGElement>('svg.recharts-surface')
  if (!figure || !drawing) return
  const { width, height } = drawing.getBoundingClientRect()
  const look = getComputedStyle(figure)
  const image = await pictureOf(drawing, width, height)
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = (height + head + foot) * scale
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.scale(scale, scale)
  pen.fillStyle = getComputedStyle(document.body).backgroundColor
  pen.fillRect(0, 0, width, height + head + foot)
  pen.fillStyle = look.color
  pen.font = `600 14px ${look.fontFamily}`
  pen.fillText(title, 12, 24)
  pen.drawImage(image, 0, head, width, height)
  pen.font = `12px ${look.fontFamily}`
  let x = 12
  for (const [at, one] of series.entries()) {
    pen.fillStyle = resolved(figure, seriesColour(one.colour ?? at))
    pen.fillRect(x, height + head + 11, 10, 10)
    pen.fillStyle = look.color
    pen.fillText(one.label, x + 15, height + head + 20)
    x += 15 + pen.measureText(one.label).width + 16
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (blob) saveFile(blob, `${fileName}.png`)
}

/** The drawing as an image. It is a document of its own, which knows none of our style sheets, so each look is written down. */
const pictureOf = async (drawing: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> => {
  const copy = drawing.cloneNode(true) as SVGSVGElement // a clone is of the same kind
  const originals = drawing.querySelectorAll('*')
  for (const [at, element] of copy.querySelectorAll('*').entries()) {
    const original = originals[at]
    if (!original) continue
    const style = getComputedStyle(original)
    element.removeAttribute('style')
    element.removeAttribute('class')
    for (const name of painted) element.setAttribute(name, style.getPropertyValue(name))
  }
  copy.removeAttribute('style')
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(address)
  }
}

const resolved = (place: HTMLElement, colour: string): string => {
  const probe = document.createElement('span')
  probe.style.color = colour
  place.append(probe)
  const value = getComputedStyle(probe).color
  probe.remove()
  return value
}
