import { expect, it } from 'vitest'
import { RichText } from './asked-text.ts'
import { storedText } from './stored-text.ts'

const paragraph = (...content: object[]) => ({ type: 'paragraph', attrs: { textAlign: 'left' }, content })
const held = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 1, id: 'x' }, content: [{ type: 'text', text: 'Top' }] },
    paragraph(
      { type: 'text', text: 'a', marks: [{ type: 'bold' }, { type: 'textStyle', attrs: { color: 'red' } }] },
      {
        type: 'text',
        text: 'b',
        marks: [{ type: 'link', attrs: { href: 'https://example.com', target: '_blank', rel: null, class: null } }],
      },
      { type: 'text', text: 'c', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] },
      { type: 'mergeField', attrs: { field: 'partner.name' } },
      { type: 'mergeField', attrs: { field: 'person.password' } },
      { type: 'image', attrs: { src: 'x' } },
    ),
    { type: 'orderedList', attrs: { start: 1, type: null }, content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
    { type: 'orderedList', attrs: { start: 4, type: null }, content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
    { type: 'bulletList', content: [] },
    { type: 'codeBlock', content: [{ type: 'text', text: 'x' }] },
    { type: 'paragraph' },
    { type: 'paragraph' },
  ],
}

it('what an editor holds is kept as what it is, without what is not ours', () => {
  const kept = storedText(held)
  expect(kept.content).toEqual([
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Top' }] },
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'a', marks: [{ type: 'bold' }] },
        { type: 'text', text: 'b', marks: [{ type: 'link', attrs: { href: 'https://example.com' } }] },
        { type: 'text', text: 'c' },
        { type: 'mergeField', attrs: { field: 'partner.name' } },
      ],
    },
    { type: 'orderedList', content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
    { type: 'orderedList', attrs: { start: 4 }, content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
  ])
  expect(RichText.safeParse(kept).success).toBe(true)
})

it('an empty editor is one empty line', () =>
  expect(storedText({ type: 'doc', content: [{ type: 'paragraph' }, { type: 'paragraph' }] }).content).toEqual([{ type: 'paragraph' }]))
