import { ActionBarSettings } from './action-bar/contract.ts'
import type { DraftBlock } from './contract.ts'
import { keptTarget } from './deeds.rules.ts'
import { EmbedSettings } from './embed/contract.ts'
import { ImageSettings } from './image/contract.ts'
import { IntroductionSettings } from './introduction/contract.ts'
import { LinkSettings } from './link/contract.ts'
import { VideoSettings } from './video/contract.ts'

/** What somebody followed or watched, as the block says it. Without words of its own it is called as the room that it leads to. */
export type Followed = { label: string; room: string | null }

type Told = Pick<DraftBlock, 'kind' | 'settings'>

/** `target` as it was kept of a click. Undefined: the block offers nothing of the kind, or does no more. */
export const followedAs = ({ kind, settings }: Told, target: string): Followed | undefined => {
  if (kind === 'action-bar') {
    const button = ActionBarSettings.safeParse(settings).data?.buttons.find(({ id }) => id === target)
    return button && { label: button.label, room: button.to.kind === 'room' ? button.to.room : null }
  }
  if (kind === 'link') {
    const link = LinkSettings.safeParse(settings).data
    const to = link && (link.to.kind === 'room' ? link.to.room : link.to.address)
    return link && keptTarget(to ?? '') === target ? { label: link.label, room: link.to.kind === 'room' ? link.to.room : null } : undefined
  }
  const [label, leadsTo] = oneLinkOf(kind, settings)
  return label !== undefined && keptTarget(leadsTo) === target ? { label, room: null } : undefined
}

/** Of a kind with one link: what it is called, and where it leads. */
const oneLinkOf = (kind: string, settings: unknown): [label: string | undefined, leadsTo: string] => {
  if (kind === 'image') {
    const image = ImageSettings.safeParse(settings).data
    return [image?.caption || image?.alt, image?.link ?? '']
  }
  if (kind === 'introduction') {
    const introduced = IntroductionSettings.safeParse(settings).data
    return introduced?.who === 'company' ? [introduced.name, introduced.link] : [undefined, '']
  }
  const embed = kind === 'embed' ? EmbedSettings.safeParse(settings).data : undefined
  return [embed?.title, embed?.address ?? '']
}

/** What a video is called; '' where nobody gave it a name, undefined where there is none. */
export const watchedAs = ({ kind, settings }: Told): string | undefined =>
  kind === 'video' ? VideoSettings.safeParse(settings).data?.title : undefined
