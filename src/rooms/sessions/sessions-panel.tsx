import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconBrowser, IconDeviceMobile, IconLogout } from '@tabler/icons-react'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { Section } from '#ui/page-header.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { OpenSession } from './contract.ts'
import classes from './sessions-panel.module.css'

/** Where the person is signed in, each to be ended. */
export const SessionsPanel = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /account/sessions', {}, { staleMs: 0 })
  const endOthers = useSend('DELETE /account/sessions', {
    invalidates: ['GET /account/sessions'],
    onDone: () => noticeDone(t`You are signed in here only`),
  })
  const end = useSend('DELETE /account/sessions/:id', {
    invalidates: ['GET /account/sessions'],
    onDone: () => noticeDone(t`The session was ended`),
  })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Your sessions are being fetched`} />
  const others = data.items.filter(({ isThisOne }) => !isThisOne).length
  return (
    <Section
      title={t`Where you are signed in`}
      about={t`In at most five browsers. If you don’t know one of them, end it and change your password.`}
      actions={
        <ReasonedButton
          size="xs"
          variant="default"
          leftSection={<IconLogout size={15} aria-hidden />}
          loading={endOthers.isPending}
          reason={others === 0 ? t`You are signed in nowhere else.` : undefined}
          onClick={() => endOthers.mutate()}
        >
          <Trans>Sign out everywhere else</Trans>
        </ReasonedButton>
      }
    >
      <RowList
        label={t`Open sessions`}
        rows={data.items}
        rowId={({ id }) => id}
        line={(session) => <OneSession session={session} isBusy={end.isPending} end={() => end.mutate({ params: { id: session.id } })} />}
      />
    </Section>
  )
}

const OneSession = ({ session, isBusy, end }: { session: OpenSession; isBusy: boolean; end: () => void }) => {
  const { t } = useLingui()
  const { moment } = useFormat()
  const zone = useOwnTimeZone()
  const { browser, network, isThisOne } = session
  const Sign = /Android|iOS/.test(browser) ? IconDeviceMobile : IconBrowser
  const since = moment(session.since, zone)
  const lastSeen = moment(session.lastSeenAt, zone)
  return (
    <RowLine
      sign={Sign}
      name={
        <>
          {browser}
          {isThisOne && (
            <span className={classes.here}>
              <Trans>This one</Trans>
            </span>
          )}
        </>
      }
      about={[
        isThisOne ? (
          <Trans key="when">Signed in {since}</Trans>
        ) : (
          <Trans key="when">
            Signed in {since}, last used {lastSeen}
          </Trans>
        ),
        <Trans key="network">From the network {network}</Trans>,
      ]}
    >
      {!isThisOne && (
        <Button size="xs" variant="subtle" color="red" disabled={isBusy} aria-label={t`End the session in ${browser}`} onClick={end}>
          <Trans>End</Trans>
        </Button>
      )}
    </RowLine>
  )
}
