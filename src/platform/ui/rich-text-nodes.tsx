import { mergeAttributes, Node } from '@tiptap/core'
import { StarterKit } from '@tiptap/starter-kit'
import { mergeFields, type MergeField } from '#shared/rich-text.ts'
import { linkKindOf } from '#shared/web-address.ts'

/** A field as one sign of the text; `labelOf` says what its writer sees. */
const fieldNode = (labelOf: (field: MergeField) => string) =>
  Node.create({
    name: 'mergeField',
    group: 'inline',
    inline: true,
    atom: true,
    addAttributes: () => ({
      field: {
        default: null,
        parseHTML: (element: HTMLElement) => element.getAttribute('data-field'),
        renderHTML: ({ field }) => ({ 'data-field': field }),
      },
    }),
    parseHTML: () => [{ tag: 'span[data-field]' }],
    renderHTML: ({ HTMLAttributes }) => ['span', mergeAttributes(HTMLAttributes)],
    renderText: ({ node }) => `{${String(node.attrs['field'])}}`,
    addNodeView:
      () =>
      ({ node }) => {
        const field = mergeFields.find((one) => one === node.attrs['field'])
        const dom = document.createElement('span')
        dom.className = 'merge-field'
        dom.textContent = field ? labelOf(field) : ''
        return { dom }
      },
  })

/** What a text of ours can hold, and nothing else. */
export const richTextNodes = (labelOf: (field: MergeField) => string) => [
  StarterKit.configure({
    heading: { levels: [2, 3, 4] },
    codeBlock: false,
    link: {
      openOnClick: false,
      defaultProtocol: 'https',
      linkOnPaste: false,
      isAllowedUri: (address) => linkKindOf(address) !== undefined,
      HTMLAttributes: { target: null, rel: null, class: null },
    },
  }),
  fieldNode(labelOf),
]
