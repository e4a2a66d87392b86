import { Modal, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { IconSearch } from '@tabler/icons-react'
import { useRef, useState, type KeyboardEvent } from 'react'
import type { BlockKind } from '#rooms/blocks/contract.ts'
import { blockLooks } from '#ui/block-looks.tsx'
import classes from './editor.module.css'
import { useKinds } from './kinds.tsx'

type PaletteProps = { opened: boolean; close: () => void; returnFocus: boolean; choose: (kind: BlockKind) => void }

/** Every kind of block with what it is for. Enter takes the first that was found; the arrow keys go through them. */
export const Palette = ({ opened, close, returnFocus, choose }: PaletteProps) => {
  const { t } = useLingui()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t`Add a block`}
      size={560}
      returnFocus={returnFocus}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <Choices choose={choose} />
    </Modal>
  )
}

const Choices = ({ choose }: Pick<PaletteProps, 'choose'>) => {
  const { t, i18n } = useLingui()
  const [typed, setTyped] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const { list: kinds } = useKinds()
  const wanted = typed.trim().toLowerCase()
  const found = kinds.flatMap((kind) => {
    const look = blockLooks[kind]
    const line = { kind, label: i18n._(look.label), about: i18n._(look.about), Sign: look.icon }
    return `${line.label} ${line.about}`.toLowerCase().includes(wanted) ? [line] : []
  })
  // A kind that is called so comes before those that are only described so.
  found.sort((one, other) => Number(other.label.toLowerCase().startsWith(wanted)) - Number(one.label.toLowerCase().startsWith(wanted)))
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    buttons[buttons.findIndex((one) => one === document.activeElement) + step]?.focus()
  }
  return (
    <search>
      <TextInput
        data-autofocus
        label={t`Find a kind of block`}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found
          if (event.key === 'Enter' && first) choose(first.kind)
          else walk(event)
        }}
      />
      <ul ref={list} className={classes.kinds} aria-label={t`Kinds of blocks`}>
        {found.map(({ kind, label, about, Sign }) => (
          <li key={kind}>
            <button type="button" className={classes.kind} onClick={() => choose(kind)} onKeyDown={walk}>
              <Sign size={20} stroke={1.6} aria-hidden />
              <span>
                <span className={classes.kindLabel}>{label}</span>
                <span className={classes.kindAbout}>{about}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className={classes.found} role="status">
        {found.length === 0 ? t`No kind of block is called so.` : ''}
      </p>
    </search>
  )
}
