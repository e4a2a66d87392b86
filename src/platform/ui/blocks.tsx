import type { MessageDescriptor } from '@lingui/core'
import type { Icon } from '@tabler/icons-react'
import { createContext, lazy, useContext, type ComponentType } from 'react'
import type { BlockKind } from '#rooms/blocks/contract.ts'
import type { BlockProblem } from '#rooms/blocks/kind.rules.ts'

/** What a block's view is given. `settings` passed the kind's own schema on the server. */
export type BlockViewProps<Settings = Record<string, unknown>, Data = unknown> = {
  block: { id: string; width: 'full' | 'half' }
  settings: Settings
  /** What was resolved for the reader; null where nothing was, as in a block that was added a moment ago. */
  data: Data | null
  room: { id: string; label: string }
  /** In the editor and its preview: nothing is counted, nothing can be marked. */
  isPreview: boolean
}

/**
 * What a block's settings panel is given: a draft, which may miss anything that the schema asks for. `change` sets the named keys, and takes
 * away those that are undefined; `problems` are those of these settings, by path (`items.2.question`).
 */
export type BlockFormProps<Settings = Record<string, unknown>> = {
  block: { id: string }
  /** Where it stands; links choose among the rooms of the same partner type. */
  room: { id: string; partnerType: string }
  settings: Partial<Settings>
  change: (patch: Partial<Settings>) => void
  problems: readonly BlockProblem[]
}

export type BlockViews = Record<BlockKind, ComponentType<BlockViewProps>>
export type BlockForms = Record<BlockKind, ComponentType<BlockFormProps>>
/** What the palette says of a kind. */
export type BlockLooks = Record<BlockKind, { label: MessageDescriptor; about: MessageDescriptor; icon: Icon }>

// A list holds views of settings of every kind. Which block gets which view is decided by its kind, whose schema its settings passed.
export const lazyView = <S, D>(load: () => Promise<{ View: ComponentType<BlockViewProps<S, D>> }>) =>
  lazy(async () => ({ default: (await load()).View as unknown as ComponentType<BlockViewProps> }))
export const lazyForm = <S,>(load: () => Promise<{ Form: ComponentType<BlockFormProps<S>> }>) =>
  lazy(async () => ({ default: (await load()).Form as unknown as ComponentType<BlockFormProps> }))

export type BlockScreens = { views: BlockViews; forms: BlockForms }
export const BlockScreensContext = createContext<BlockScreens | null>(null)
export const useBlockViews = (): BlockViews => useScreens().views
export const useBlockForms = (): BlockForms => useScreens().forms

const useScreens = (): BlockScreens => {
  const screens = useContext(BlockScreensContext)
  if (!screens) throw new Error('Blocks stand inside of BlockScreensContext')
  return screens
}

/** Where something of a block is done, as it is counted. */
export type BlockPlace = { roomId: string; blockId: string }

/** What is told of a reader's use of blocks. Telling it never fails and never waits. */
export type BlockDeeds = {
  /** The reader has seen this share of a video, 0 to 1. */
  watched: (at: BlockPlace, share: number) => void
  /** The reader followed what the block offers. */
  clicked: (at: BlockPlace, target: string) => void
}

const silent: BlockDeeds = { watched: () => {}, clicked: () => {} }
export const BlockDeedsContext = createContext<BlockDeeds>(silent)

/** What a view tells of its use; nothing in a preview. */
export const useBlockDeeds = ({ block, room, isPreview }: Pick<BlockViewProps, 'block' | 'room' | 'isPreview'>) => {
  const told = useContext(BlockDeedsContext)
  const deeds = isPreview ? silent : told
  const at = { roomId: room.id, blockId: block.id }
  return { watched: (share: number) => deeds.watched(at, share), clicked: (target: string) => deeds.clicked(at, target) }
}
