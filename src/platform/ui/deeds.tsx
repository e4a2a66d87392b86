import { useState } from 'react'
import classes from './deeds.module.css'
import { noticeProblem } from './notices.tsx'
import { ReasonedButton } from './reasoned-button.tsx'

/** Something that can be done: what it does stands beside it before it is pressed. `reason`: why it can't be. */
export type Deed = { id: string; label: string; about: string; reason: string | null; isGrave?: boolean; act: () => Promise<unknown> }

/** Deeds about one thing, each with its own button. */
export const Deeds = ({ title, deeds }: { title: string; deeds: readonly Deed[] }) => {
  const [busy, setBusy] = useState<string>()
  const press = async ({ id, act }: Deed) => {
    setBusy(id)
    try {
      await act()
    } catch (error) {
      noticeProblem(error)
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <section className={classes.deeds} aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      <ul className={classes.list}>
        {deeds.map((deed) => (
          <li key={deed.id} className={classes.deed}>
            <span className={classes.about}>{deed.about}</span>
            <ReasonedButton
              size="xs"
              variant={deed.isGrave ? 'subtle' : 'default'}
              {...(deed.isGrave ? { color: 'red' } : {})}
              loading={busy === deed.id}
              reason={deed.reason ?? undefined}
              onClick={() => void press(deed)}
            >
              {deed.label}
            </ReasonedButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
