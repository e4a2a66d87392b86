import { Modal, TextInput, type TextInputProps } from '@mantine/core'
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconSearch } from '@tabler/icons-react'
import { useId, useState, type KeyboardEvent } from 'react'
import type { SearchDialog as Dialog } from '#ui/search-door.tsx'
import { EmptyState, ErrorState } from '#ui/states.tsx'
import { useAnswer, useRecent } from './asking.tsx'
import { linesOf, useChosen, useEntering, useGoing } from './choosing.tsx'
import type { FoundGroup } from './contract.ts'
import { Results } from './results.tsx'
import { typedWords } from './rules.ts'
import classes from './search.module.css'

/** One field over everything that the reader may open. The keyboard stays in the field; the arrows choose among what is found. */
export const SearchDialog: Dialog = ({ text: begun, scope, close }) => {
  const { t } = useLingui()
  const [text, setText] = useState(begun)
  const answer = useAnswer(text, scope)
  const recent = useRecent(scope)
  const isEmpty = typedWords(text).length === 0
  const groups = isEmpty ? (recent ? [recent] : []) : answer.groups
  const words = isEmpty ? [] : typedWords(answer.text)
  const id = useId()
  const lines = linesOf(groups, words, id)
  const chosen = useChosen(lines)
  const go = useGoing(close)
  const enter = useEntering(answer.isWaiting, lines[chosen.at], go)
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    chosen.press(event)
    if (event.key !== 'Enter') return
    event.preventDefault()
    enter({ ctrlKey: event.ctrlKey, metaKey: event.metaKey })
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t`Search`}
      size={640}
      yOffset="8vh"
      padding={0}
      closeButtonProps={{ 'aria-label': t`Close` }}
      classNames={{ header: classes.header, body: classes.body, content: classes.content }}
    >
      <Field
        list={`${id}-list`}
        isFilled={lines.length > 0}
        chosen={lines[chosen.at]?.id}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={press}
      />
      <output className="only-spoken" aria-live="polite">
        {isEmpty || answer.isWaiting ? '' : countWords(groups)}
      </output>
      <div className={classes.found} aria-busy={!isEmpty && answer.isWaiting}>
        {answer.error && !isEmpty ? (
          <ErrorState error={answer.error} retry={answer.retry} />
        ) : (
          <Results id={`${id}-list`} groups={groups} lines={lines} words={words} chosen={chosen} isRecent={isEmpty} go={go} />
        )}
        {groups.length === 0 && !answer.error && (isEmpty ? <Hint /> : !answer.isWaiting && <Nothing />)}
      </div>
      <Keys />
    </Modal>
  )
}

const countWords = (groups: readonly FoundGroup[]): string => {
  const count = groups.reduce((sum, { total }) => sum + total, 0)
  return plural(count, { 0: 'Nothing found', one: '# result', other: '# results' })
}

type FieldProps = TextInputProps & { list: string; isFilled: boolean; chosen: string | undefined }

const Field = ({ list, isFilled, chosen, ...props }: FieldProps) => {
  const { t } = useLingui()
  return (
    <TextInput
      data-autofocus
      type="search"
      size="md"
      className={classes.field}
      leftSection={<IconSearch size={18} aria-hidden />}
      placeholder={t`Customers, rooms, material, people …`}
      aria-label={t`Search`}
      role="combobox"
      aria-expanded={isFilled}
      aria-controls={list}
      aria-autocomplete="list"
      aria-activedescendant={chosen}
      autoComplete="off"
      spellCheck={false}
      maxLength={80}
      {...props}
    />
  )
}

const Hint = () => (
  <p className={classes.hint}>
    <Trans>Type the beginning of a name, a number or a word. Small slips are forgiven.</Trans>
  </p>
)

const Nothing = () => {
  const { t } = useLingui()
  return (
    <EmptyState icon={IconSearch} title={t`Nothing found`}>
      <Trans>Try the beginning of a word, or fewer words.</Trans>
    </EmptyState>
  )
}

const Keys = () => (
  <p className={classes.keys} aria-hidden>
    <kbd>↑</kbd> <kbd>↓</kbd> <Trans>choose</Trans> <kbd>Enter</kbd> <Trans>open</Trans> <kbd>Esc</kbd> <Trans>close</Trans>
  </p>
)
