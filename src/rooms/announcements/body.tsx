import { Anchor } from '@mantine/core'
import classes from './announcements.module.css'
import { paragraphsOf } from './rules.ts'

/** Plain paragraphs; an https address in them is a link. */
export const Body = ({ text }: { text: string }) => (
  <div className={classes.body}>
    {paragraphsOf(text).map((parts, at) => (
      <p key={at}>
        {parts.map((part, place) =>
          part.href ? (
            <Anchor key={place} href={part.href} target="_blank" rel="noopener noreferrer" inherit>
              {part.text}
            </Anchor>
          ) : (
            <span key={place}>{part.text}</span>
          ),
        )}
      </p>
    ))}
  </div>
)
