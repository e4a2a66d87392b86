import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { PageHeader } from '#ui/page-header.tsx'
import { useAccountPanels } from '#ui/panels.tsx'
import { usePerson } from '#ui/session.tsx'
import { Waiting } from '#ui/states.tsx'
import classes from './page.module.css'

/** One's own account: who one is here, the password, the second factor, the open sessions. */
export const AccountPage = () => {
  const { t } = useLingui()
  const { email, roleLabel } = usePerson()
  return (
    <>
      <PageHeader title={t`Your account`} about={`${email} · ${roleLabel}`} />
      <div className={classes.panels}>
        {useAccountPanels().map(({ name, panel: Panel }) => (
          <Suspense key={name} fallback={<Waiting label={t`Opening your account`} />}>
            <Panel />
          </Suspense>
        ))}
      </div>
    </>
  )
}
