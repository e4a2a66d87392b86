import { useLingui } from '@lingui/react/macro'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import { blockLooks } from '#ui/block-looks.tsx'
import type { BlockChange } from './blocks.rules.ts'
import classes from './editor.module.css'
import { useKinds } from './kinds.tsx'

/** What a block is called: its kind, and its first words where there are some. */
export const useBlockName = (): ((block: DraftBlock) => string) => {
  const { t, i18n } = useLingui()
  const kinds = useKinds()
  return (block) => {
    const { kind } = block
    const label = kinds.isKnown(kind) ? i18n._(blockLooks[kind].label) : t`Unknown block (${kind})`
    const excerpt = kinds.excerpt(block)
    return excerpt ? `${label}: ${excerpt}` : label
  }
}

/** What was done, a line for each block. */
export const Changes = ({ changes }: { changes: readonly BlockChange[] }) => {
  const { t } = useLingui()
  const nameOf = useBlockName()
  const words = { added: t`added`, changed: t`changed`, moved: t`moved`, removed: t`removed` }
  return (
    <ul className={classes.changes}>
      {changes.map(({ block, change }) => (
        <li key={block.id}>
          <span className={classes.change}>{words[change]}</span> {nameOf(block)}
        </li>
      ))}
    </ul>
  )
}
