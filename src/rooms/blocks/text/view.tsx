import { anchorOf } from '#rooms/blocks/anchors.rules.ts'
import type { BlockViewProps } from '#ui/blocks.tsx'
import { RichTextView } from '#ui/rich-text.tsx'
import type { TextData, TextSettings } from './contract.ts'

export const View = ({ block, settings, data }: BlockViewProps<TextSettings, TextData>) => (
  <RichTextView text={settings.text} fields={data?.fields} headingId={(nth) => anchorOf(block.id, nth)} />
)
