import classes from './term-badge.module.css'

export type BadgeWord = { code: string; label: string; background: string; foreground: string }

/** One of the vendor's words, in the colours that it was given; both are readable together. */
export const TermBadge = ({ word: { label, background, foreground } }: { word: Omit<BadgeWord, 'code'> }) => (
  <span className={classes.badge} style={{ background, color: foreground }}>
    {label}
  </span>
)

export const TermBadges = ({ words }: { words: readonly BadgeWord[] }) => (
  <span className={classes.badges}>
    {words.map((word) => (
      <TermBadge key={word.code} word={word} />
    ))}
  </span>
)
