import classes from './mail-frame.module.css'

/**
 * A mail's HTML as a page of nobody: it runs nothing and leads nowhere. `src` is an address of ours that answers with a preview
 * (`#server/preview.ts`).
 */
export const MailFrame = ({ src, title }: { src: string; title: string }) => (
  <iframe className={classes.frame} src={src} title={title} sandbox="" referrerPolicy="no-referrer" />
)
