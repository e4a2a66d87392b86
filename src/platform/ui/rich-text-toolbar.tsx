import { Button, Group, Menu, Popover, Stack, TextInput } from '@mantine/core'
import { RichTextEditor } from '@mantine/tiptap'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconBraces, IconLink } from '@tabler/icons-react'
import { useEditorState, type Editor } from '@tiptap/react'
import { useState, type FormEvent } from 'react'
import { mergeFields } from '#shared/rich-text.ts'
import { linkKindOf } from '#shared/web-address.ts'
import { mergeFieldWords } from './merge-field-words.tsx'

/** What can be done to the text, each also by its usual keys. */
export const RichTextToolbar = ({ editor }: { editor: Editor }) => {
  const { t } = useLingui()
  const { Toolbar, ControlsGroup, Bold, Italic, Underline, Strikethrough, Code, H2, H3, H4, BulletList, OrderedList, Blockquote, Hr } =
    RichTextEditor
  return (
    <Toolbar role="toolbar" aria-label={t`Formatting`}>
      <ControlsGroup>
        <H2 aria-label={t`Heading`} title={t`Heading`} />
        <H3 aria-label={t`Smaller heading`} title={t`Smaller heading`} />
        <H4 aria-label={t`Smallest heading`} title={t`Smallest heading`} />
      </ControlsGroup>
      <ControlsGroup>
        <Bold aria-label={t`Bold`} title={t`Bold`} />
        <Italic aria-label={t`Italic`} title={t`Italic`} />
        <Underline aria-label={t`Underline`} title={t`Underline`} />
        <Strikethrough aria-label={t`Strike through`} title={t`Strike through`} />
        <Code aria-label={t`Code`} title={t`Code`} />
      </ControlsGroup>
      <ControlsGroup>
        <BulletList aria-label={t`List`} title={t`List`} />
        <OrderedList aria-label={t`Numbered list`} title={t`Numbered list`} />
        <Blockquote aria-label={t`Quote`} title={t`Quote`} />
        <Hr aria-label={t`Line across`} title={t`Line across`} />
      </ControlsGroup>
      <ControlsGroup>
        <LinkControl editor={editor} />
        <FieldControl editor={editor} />
      </ControlsGroup>
    </Toolbar>
  )
}

const LinkControl = ({ editor }: { editor: Editor }) => {
  const { t } = useLingui()
  const [opened, setOpened] = useState(false)
  const here = useEditorState({ editor, selector: ({ editor: now }) => linkAt(now) })
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus width={320} withArrow shadow="md">
      <Popover.Target>
        <RichTextEditor.Control aria-label={t`Link`} title={t`Link`} active={here !== ''} onClick={() => setOpened((before) => !before)}>
          <IconLink size={16} stroke={1.75} aria-hidden />
        </RichTextEditor.Control>
      </Popover.Target>
      <Popover.Dropdown>{opened && <LinkForm editor={editor} initial={here} close={() => setOpened(false)} />}</Popover.Dropdown>
    </Popover>
  )
}

const linkAt = (editor: Editor): string => {
  const href: unknown = editor.getAttributes('link')['href']
  return typeof href === 'string' ? href : ''
}

const LinkForm = ({ editor, initial, close }: { editor: Editor; initial: string; close: () => void }) => {
  const { t } = useLingui()
  const [address, setAddress] = useState(initial)
  const [isRefused, setRefused] = useState(false)
  const set = (event: FormEvent) => {
    event.preventDefault()
    // A form of React's own parents would take it for its own.
    event.stopPropagation()
    const href = completed(address.trim())
    if (!linkKindOf(href)) return setRefused(true)
    const chain = editor.chain().focus().extendMarkRange('link')
    // Without chosen words the address itself becomes the words.
    if (editor.state.selection.empty && !initial)
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run()
    else chain.setLink({ href }).run()
    close()
  }
  const remove = () => {
    editor.chain().focus().extendMarkRange('link').unsetLink().run()
    close()
  }
  return (
    <form onSubmit={set} noValidate>
      <Stack gap="xs">
        <TextInput
          label={t`Address`}
          description={t`https://, mailto: or an address of this portal that begins with /`}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          error={isRefused && t`This is no address that a link may have.`}
          inputMode="url"
          autoComplete="off"
          data-autofocus
        />
        <Group gap="xs">
          <Button type="submit" size="xs">
            <Trans>Set the link</Trans>
          </Button>
          {initial && (
            <Button size="xs" variant="default" onClick={remove}>
              <Trans>Remove it</Trans>
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

/** `example.com/a` and `name@example.com` as people type them. */
const completed = (typed: string): string => {
  if (linkKindOf(typed) || /^[a-z][a-z0-9+.-]*:/i.test(typed) || typed.startsWith('/')) return typed
  return /^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/.test(typed) ? `mailto:${typed}` : `https://${typed}`
}

const FieldControl = ({ editor }: { editor: Editor }) => {
  const { t, i18n } = useLingui()
  return (
    <Menu withinPortal shadow="md" position="bottom-start">
      <Menu.Target>
        <RichTextEditor.Control aria-label={t`Put in a name`} title={t`Put in a name`}>
          <IconBraces size={16} stroke={1.75} aria-hidden />
        </RichTextEditor.Control>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t`Put in for each reader`}</Menu.Label>
        {mergeFields.map((field) => (
          <Menu.Item key={field} onClick={() => editor.chain().focus().insertContent({ type: 'mergeField', attrs: { field } }).run()}>
            {i18n._(mergeFieldWords[field])}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
