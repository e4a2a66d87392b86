import { Accordion, Anchor } from '@mantine/core'
import { Trans } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { anchorOf } from '#rooms/blocks/anchors.rules.ts'
import { BlockTitle } from '#ui/block-parts.tsx'
import type { BlockViewProps } from '#ui/blocks.tsx'
import { RichTextView } from '#ui/rich-text.tsx'
import type { FaqData, FaqSettings } from './contract.ts'
import classes from './view.module.css'

export const View = ({ block, settings, data, isPreview }: BlockViewProps<FaqSettings, FaqData>) => {
  const { title, items } = settings
  const [open, setOpen] = useOpenQuestions(block.id, items)
  return (
    <>
      <BlockTitle>{title}</BlockTitle>
      <Accordion multiple variant="contained" order={title ? 3 : 2} value={open} onChange={setOpen} keepMounted>
        {items.map(({ id, question, answer }) => (
          <Accordion.Item key={id} value={id} id={anchorOf(block.id, id)} className={classes.item}>
            <Accordion.Control>
              <span dir="auto" className={classes.question}>
                {question}
              </span>
            </Accordion.Control>
            <Accordion.Panel>
              <RichTextView text={answer} fields={data?.fields} />
              {!isPreview && (
                <Anchor href={`#${anchorOf(block.id, id)}`} size="xs" c="dimmed" className={classes.self}>
                  <Trans>Link to this answer</Trans>
                </Anchor>
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  )
}

/** An address that leads to a question opens it. */
const useOpenQuestions = (blockId: string, items: FaqSettings['items']) => {
  const [open, setOpen] = useState<string[]>([])
  useEffect(() => {
    const follow = () => {
      const wanted = items.find(({ id }) => window.location.hash === `#${anchorOf(blockId, id)}`)
      if (!wanted) return
      setOpen((before) => (before.includes(wanted.id) ? before : [...before, wanted.id]))
      document.getElementById(anchorOf(blockId, wanted.id))?.scrollIntoView({ block: 'center' })
    }
    follow()
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [blockId, items])
  return [open, setOpen] as const
}
