import type { ChannelModel, PortalConfig } from '#shared/config.ts'
import type { MergeField, RichBlock, RichInline, RichText } from '#shared/rich-text.ts'
import type { BlockKind, DraftBlock } from '#rooms/blocks/contract.ts'

/** For whom a pattern is made ready: its figures are those of the partner type. */
type PatternAt = { config: PortalConfig; model: ChannelModel }

/** A room that ships ready to be filled. Its files, videos and embedded pages are the vendor's to choose: publishing names what is missing. */
export type Pattern = {
  about: string
  /** Whoever has completed it has it in their menu no more. */
  leavesWhenDone?: true
  blocks: (at: PatternAt) => DraftBlock[]
}

export const block = (kind: BlockKind, settings: Record<string, unknown>, width: DraftBlock['width'] = 'full'): DraftBlock => ({
  id: crypto.randomUUID(),
  kind,
  width,
  settings,
})

export const textBlock = (...content: RichBlock[]): DraftBlock => block('text', { text: rich(...content) })
export const rich = (...content: RichBlock[]): RichText => ({ type: 'doc', content })

export const field = (name: MergeField): RichInline => ({ type: 'mergeField', attrs: { field: name } })
const inline = (parts: readonly (string | RichInline)[]): RichInline[] =>
  parts.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part))

export const bold = (text: string): RichInline => ({ type: 'text', text, marks: [{ type: 'bold' }] })
export const heading = (...parts: (string | RichInline)[]): RichBlock => ({ type: 'heading', attrs: { level: 2 }, content: inline(parts) })
export const paragraph = (...parts: (string | RichInline)[]): RichBlock => ({ type: 'paragraph', content: inline(parts) })
export const bullets = (...lines: (string | RichInline)[][]): RichBlock => ({
  type: 'bulletList',
  content: lines.map((line) => ({ type: 'listItem', content: [paragraph(...line)] })),
})

/** What the vendor fills in before it can be published. */
export const videoToChoose = (title: string, about: string) => block('video', { title, source: null, about })
export const filesToChoose = (title: string, about: string) => block('document', { title, about, files: [] })
export const imageToChoose = (alt: string) => block('image', { file: '', alt, caption: '', width: 'full', link: '' })
export const pageToChoose = (title: string, about: string) =>
  block('embed', { address: '', title, about, heightPixels: 560, mayFillScreen: true, hasLink: true })

/** A question and its answer, found again by `id`. */
export const question = (id: string, asked: string, ...answer: (string | RichInline)[]) => ({
  id,
  question: asked,
  answer: rich(paragraph(...answer)),
})
