import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { call } from './api-client.tsx'
import { noticeProblem } from './notices.tsx'
import { paths } from './paths.tsx'
import { tellOtherTabs, usePerson } from './session.tsx'
import classes from './shell.module.css'

/** A fresh document: nothing that one person's eyes saw stays in memory for the other's. */
const reopen = (path: string) => {
  tellOtherTabs('signed-in') // the eyes are the session's, which other tabs share
  window.location.assign(path)
}

/** From here on the portal is what the person sees. */
export const beginView = async (userId: string) => {
  await call('POST /session/view', { body: { userId } })
  reopen(paths.start())
}

/** Over every page while staff look at the portal as somebody else. */
export const ViewBanner = () => {
  const { t } = useLingui()
  const { name } = usePerson()
  const [isEnding, setEnding] = useState(false)
  const stop = async () => {
    setEnding(true)
    try {
      await call('DELETE /session/view')
      reopen(paths.people())
    } catch (error) {
      setEnding(false)
      noticeProblem(error)
    }
  }
  return (
    <aside className={classes.viewing} aria-label={t`How you see this portal`}>
      <span>
        <Trans>
          You see the portal as <strong>{name}</strong> sees it. Nothing can be changed.
        </Trans>
      </span>
      <Button size="compact-sm" variant="default" loading={isEnding} onClick={() => void stop()}>
        <Trans>Stop</Trans>
      </Button>
    </aside>
  )
}
