import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { MergeField, RichBlock, RichInline, RichItem, RichMark, RichText } from '#shared/rich-text.ts'
import { linkKindOf } from '#shared/web-address.ts'
import classes from './rich-text.module.css'

type RichTextProps = {
  text: RichText
  /** What is put in for the reader; a field that is not in it shows its name. */
  fields?: Partial<Record<MergeField, string>> | undefined
  /** The id on the page of the text's n-th heading, from 1. */
  headingId?: (nth: number) => string
}

type Around = { fields: Partial<Record<MergeField, string>>; headingId: (block: RichBlock) => string | undefined }

/** A stored text as React elements, part by part: nothing of it is ever read as HTML. */
export const RichTextView = ({ text, fields = {}, headingId }: RichTextProps) => {
  const headings = text.content.filter((block) => block.type === 'heading')
  const around: Around = {
    fields,
    headingId: (block) => {
      const nth = headings.findIndex((heading) => heading === block) + 1
      return nth > 0 ? headingId?.(nth) : undefined
    },
  }
  return <div className={classes.text}>{blocks(text.content, around)}</div>
}

// Nothing in a text has an id of its own, and a text is never changed in place.
const blocks = (content: readonly RichBlock[], around: Around) =>
  content.map((block, at) => <Block key={at} block={block} around={around} />)

const Block = ({ block, around }: { block: RichBlock; around: Around }): ReactNode => {
  switch (block.type) {
    case 'paragraph':
      return <p dir="auto">{inlines(block.content, around)}</p>
    case 'heading': {
      const Tag = `h${block.attrs.level}` as const
      return (
        <Tag dir="auto" id={around.headingId(block)}>
          {inlines(block.content, around)}
        </Tag>
      )
    }
    case 'bulletList':
      return <ul>{items(block.content, around)}</ul>
    case 'orderedList':
      return <ol start={block.attrs?.start}>{items(block.content, around)}</ol>
    case 'blockquote':
      return <blockquote>{blocks(block.content, around)}</blockquote>
    case 'horizontalRule':
      return <hr />
    default:
      return null
  }
}

const items = (content: readonly RichItem[], around: Around) =>
  content.map((item, at) => (
    <li key={at} dir="auto">
      {blocks(item.content, around)}
    </li>
  ))

const inlines = (content: readonly RichInline[] = [], around: Around) =>
  content.map((part, at) => <Inline key={at} part={part} around={around} />)

const Inline = ({ part, around }: { part: RichInline; around: Around }): ReactNode => {
  if (part.type === 'hardBreak') return <br />
  if (part.type === 'text') return marked(part.text, part.marks)
  if (part.type !== 'mergeField') return null
  const { field } = part.attrs
  // A name of another writing direction does not turn the sentence round it.
  return marked(<bdi>{around.fields[field] ?? `{${field}}`}</bdi>, part.marks)
}

const marked = (content: ReactNode, marks: readonly RichMark[] = []): ReactNode =>
  // The first mark is the outermost one.
  marks.reduceRight<ReactNode>((inner, mark) => <Mark mark={mark}>{inner}</Mark>, content)

const Mark = ({ mark, children }: { mark: RichMark; children: ReactNode }): ReactNode => {
  switch (mark.type) {
    case 'bold':
      return <strong>{children}</strong>
    case 'italic':
      return <em>{children}</em>
    case 'underline':
      return <u>{children}</u>
    case 'strike':
      return <s>{children}</s>
    case 'code':
      return <code>{children}</code>
    case 'link':
      return <SafeLink href={mark.attrs.href}>{children}</SafeLink>
    default:
      return children
  }
}

type SafeLinkProps = { href: string; className?: string | undefined; onClick?: (() => void) | undefined; children: ReactNode }

/** A link of somebody's content: a page elsewhere opens beside the portal and learns nothing of it. What is none is text. */
export const SafeLink = ({ href, className, onClick, children }: SafeLinkProps) => {
  const kind = linkKindOf(href)
  if (kind === 'own')
    return (
      <Link href={href} className={className} onClick={onClick}>
        {children}
      </Link>
    )
  if (kind === 'mail')
    return (
      <a href={href} className={className} onClick={onClick}>
        {children}
      </a>
    )
  if (kind === 'page')
    return (
      <a href={href} className={className} onClick={onClick} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    )
  return <span className={className}>{children}</span>
}
