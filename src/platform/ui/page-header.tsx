import type { ReactNode } from 'react'
import classes from './page-header.module.css'
import { useTabTitle } from './tab-title.tsx'

type PageHeaderProps = { title: string; about?: ReactNode; beside?: ReactNode; actions?: ReactNode }

/** The one title of a page, what stands beside it, and its actions at the right. Names the browser tab too. */
export const PageHeader = ({ title, about, beside, actions }: PageHeaderProps) => {
  useTabTitle(title)
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        <div className={classes.line}>
          <h1 className={classes.title}>{title}</h1>
          {beside}
        </div>
        {about && <p className={classes.about}>{about}</p>}
      </div>
      {actions && (
        <div className={classes.actions} data-screen-only>
          {actions}
        </div>
      )}
    </header>
  )
}

/** A part of a page with its own heading and actions. */
export const Section = ({
  title,
  about,
  actions,
  children,
}: {
  title: string
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) => (
  <section className={classes.section}>
    <div className={classes.sectionHead}>
      <div className={classes.words}>
        <h2 className={classes.sectionTitle}>{title}</h2>
        {about && <p className={classes.about}>{about}</p>}
      </div>
      {actions && (
        <div className={classes.actions} data-screen-only>
          {actions}
        </div>
      )}
    </div>
    {children}
  </section>
)
