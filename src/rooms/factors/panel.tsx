import { Button, Group } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconDeviceMobile, IconFingerprint, IconListNumbers, type Icon } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useFormat } from '#ui/format.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { Section } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { useCall } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { passkeyHindrance } from './browser-passkeys.tsx'
import { ChangeFlow, titleOf, type Change } from './change-flow.tsx'
import type { OwnFactors, Passkey } from './contract.ts'
import classes from './factors.module.css'

/** What the person gives besides the password, in their account. */
export const FactorsPanel = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /account/factors', {}, { staleMs: 0 })
  const [change, setChange] = useState<Change>()
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Your second factor is being fetched`} />
  const close = () => setChange(undefined)
  return (
    <Section
      title={t`Second factor`}
      about={
        data.isRequired
          ? t`Asked after your password at every sign-in. Your role needs one.`
          : t`Asked after your password at every sign-in, so that a stolen password opens nothing.`
      }
    >
      <ul className={classes.factors}>
        <AppRow own={data} open={setChange} />
        {data.passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} reason={data.may.reason ?? undefined} open={setChange} />
        ))}
        <NewPasskeyRow own={data} open={setChange} />
        {(data.totpSince !== null || data.passkeys.length > 0) && <CodesRow own={data} open={setChange} />}
      </ul>
      <Panel title={change ? titleOf(change) : ''} opened={change !== undefined} onClose={close} size={440}>
        {change && <ChangeFlow change={change} close={close} />}
      </Panel>
    </Section>
  )
}

type RowProps = { icon: Icon; name: string; about: string; warns?: boolean; children: ReactNode }

const Row = ({ icon: Sign, name, about, warns, children }: RowProps) => (
  <li className={classes.factor}>
    <Sign size={20} stroke={1.6} aria-hidden className={classes.factorIcon} />
    <span className={classes.factorWords}>
      <span className={classes.factorName}>{name}</span>
      <span className={classes.factorAbout} data-warns={warns || undefined}>
        {about}
      </span>
    </span>
    <Group gap={4} className={classes.factorDeeds} data-screen-only>
      {children}
    </Group>
  </li>
)

type OwnProps = { own: OwnFactors; open: (change: Change) => void }

const AppRow = ({ own, open }: OwnProps) => {
  const { t } = useLingui()
  const { moment } = useFormat()
  const zone = useOwnTimeZone()
  const reason = own.may.reason ?? undefined
  if (own.totpSince === null)
    return (
      <Row
        icon={IconDeviceMobile}
        name={t`Authenticator app`}
        about={t`Not set up. An app on your phone shows a new code every 30 seconds.`}
      >
        <ReasonedButton size="xs" reason={reason} onClick={() => open({ kind: 'set-app' })}>
          <Trans>Set up an app</Trans>
        </ReasonedButton>
      </Row>
    )
  return (
    <Row icon={IconDeviceMobile} name={t`Authenticator app`} about={t`Since ${moment(own.totpSince, zone)}`}>
      <Button size="xs" variant="subtle" onClick={() => open({ kind: 'set-app' })}>
        <Trans>Move to another app</Trans>
      </Button>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        aria-label={t`Remove the authenticator app`}
        onClick={() => open({ kind: 'remove-app' })}
      >
        <Trans>Remove</Trans>
      </Button>
    </Row>
  )
}

const PasskeyRow = ({ passkey, reason, open }: { passkey: Passkey; reason: string | undefined; open: (change: Change) => void }) => {
  const { t } = useLingui()
  const { moment } = useFormat()
  const zone = useOwnTimeZone()
  const { name, isSynced, since, lastUsedAt } = passkey
  const where = isSynced ? t`Synced passkey` : t`Passkey on one device`
  const used = lastUsedAt === null ? t`not used yet, added ${moment(since, zone)}` : t`last used ${moment(lastUsedAt, zone)}`
  return (
    <Row icon={IconFingerprint} name={name} about={`${where}, ${used}`}>
      <ReasonedButton
        size="xs"
        variant="subtle"
        reason={reason}
        aria-label={t`Rename ${name}`}
        onClick={() => open({ kind: 'rename', passkey })}
      >
        <Trans>Rename</Trans>
      </ReasonedButton>
      <ReasonedButton
        size="xs"
        variant="subtle"
        color="red"
        reason={reason}
        aria-label={t`Remove ${name}`}
        onClick={() => open({ kind: 'remove-passkey', passkey })}
      >
        <Trans>Remove</Trans>
      </ReasonedButton>
    </Row>
  )
}

const NewPasskeyRow = ({ own, open }: OwnProps) => {
  const { t } = useLingui()
  const isFirst = own.passkeys.length === 0
  const reason = own.may.reason ?? passkeyHindrance()
  return (
    <Row
      icon={IconFingerprint}
      name={isFirst ? t`Passkey` : t`Another passkey`}
      about={t`A fingerprint, face or PIN on a device, or a security key. Two are safer than one.`}
    >
      <ReasonedButton size="xs" variant="default" reason={reason} onClick={() => open({ kind: 'add-passkey' })}>
        <Trans>Add a passkey</Trans>
      </ReasonedButton>
    </Row>
  )
}

const CodesRow = ({ own, open }: OwnProps) => {
  const { t } = useLingui()
  const { codesLeft } = own
  return (
    <Row
      icon={IconListNumbers}
      name={t`Recovery codes`}
      about={codesLeft === 0 ? t`None left. Make new ones, or you are locked out when you lose your second factor.` : t`${codesLeft} of 10 left, each for one sign-in without your second factor`}
      warns={codesLeft <= 2}
    >
      <Button size="xs" variant="default" onClick={() => open({ kind: 'renew-codes' })}>
        <Trans>Make new codes</Trans>
      </Button>
    </Row>
  )
} // prettier-ignore
