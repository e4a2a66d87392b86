import { RichTextEditor } from '@mantine/tiptap'
import '@mantine/tiptap/styles.layer.css'
import { useLingui } from '@lingui/react/macro'
import { useEditor, type Editor } from '@tiptap/react'
import { fromHtml, fromPlain } from '#shared/pasted-html.ts'
import type { RichBlock, RichText } from '#shared/rich-text.ts'
import { storedText } from '#shared/stored-text.ts'
import { linkKindOf } from '#shared/web-address.ts'
import { mergeFieldWords } from './merge-field-words.tsx'
import classes from './rich-text-editor.module.css'
import { richTextNodes } from './rich-text-nodes.tsx'
import { RichTextToolbar } from './rich-text-toolbar.tsx'

type EditingProps = {
  initial: RichText
  onChange: (text: RichText) => void
  onBlur?: (() => void) | undefined
  labelId: string
  errorId: string | undefined
}

/** The editor itself; `rich-text-field.tsx` fetches it when it is needed. */
export const RichTextEditing = ({ initial, onChange, onBlur, labelId, errorId }: EditingProps) => {
  const { i18n } = useLingui()
  const editor: Editor = useEditor({
    extensions: richTextNodes((field) => i18n._(mergeFieldWords[field])),
    content: initial,
    // It would write its few styles as HTML, which trusted types refuse: they stand in the style sheet.
    injectCSS: false,
    onUpdate: ({ editor: changed }) => onChange(storedText(changed.getJSON())),
    onBlur: () => onBlur?.(),
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': labelId,
        class: classes.writing ?? '',
        ...(errorId ? { 'aria-invalid': 'true', 'aria-describedby': errorId } : {}),
      },
      handleDOMEvents: {
        paste: (_view, event) => take(editor, event, event.clipboardData),
        // What is dragged within the editor is the editor's own; what comes from elsewhere is read as if it were pasted.
        drop: (view, event) => (view.dragging ? false : take(editor, event, event.dataTransfer)),
      },
    },
  })
  return (
    <RichTextEditor editor={editor} classNames={{ root: classes.root, toolbar: classes.toolbar, content: classes.content }}>
      <RichTextToolbar editor={editor} />
      <RichTextEditor.Content />
    </RichTextEditor>
  )
}

/** Puts what was pasted or dropped in, cleaned. True: the editor leaves it alone, which would read it with the browser's own parser. */
const take = (editor: Editor | null, event: Event, given: DataTransfer | null): boolean => {
  event.preventDefault()
  if (!editor || !given) return true
  const plain = given.getData('text/plain').trim()
  const { empty } = editor.state.selection
  // An address over words that are chosen makes them a link.
  if (!empty && linkKindOf(plain) === 'page') return editor.commands.setLink({ href: plain })
  const html = given.getData('text/html')
  const blocks = html ? fromHtml(html) : fromPlain(given.getData('text/plain'))
  const content = inlineOf(blocks) ?? blocks
  if (content.length > 0) editor.commands.insertContent(content)
  return true
}

/** One paragraph joins the line that it is pasted into. */
const inlineOf = (blocks: readonly RichBlock[]) => {
  const [only] = blocks
  return blocks.length === 1 && only?.type === 'paragraph' ? (only.content ?? []) : undefined
}
