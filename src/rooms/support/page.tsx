import { Anchor, Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconExternalLink, IconLifebuoy, IconMail, IconPhone } from '@tabler/icons-react'
import { useFormat } from '#ui/format.tsx'
import { languageName } from '#ui/language-names.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { useCall } from '#ui/query.tsx'
import { Tag } from '#ui/severity.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { Channel, Support } from './contract.ts'
import { hrefOf } from './rules.ts'
import classes from './support.module.css'
import { daysText } from './words.tsx'

/** Whether somebody answers goes out of date by itself. */
const againMs = 60_000

/** Every way to get help, and who to turn to when none fits. */
export const Page = () => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /support', {}, { againMs: () => againMs })
  return (
    <>
      <PageHeader title={t`Support`} about={t`How to reach us, and when somebody answers.`} />
      {error ? <ErrorState error={error} retry={() => void refetch()} /> : data ? <Grid support={data} /> : <Waiting label={t`The page is being fetched`} />}
    </>
  )
} // prettier-ignore

const Grid = ({ support: { items, managers } }: { support: Support }) => {
  const { t } = useLingui()
  if (items.length === 0 && managers.length === 0)
    return <EmptyState icon={IconLifebuoy} title={t`No channel is named yet`}>{t`Ask whoever invited you to this portal.`}</EmptyState>
  return (
    <ul className={classes.grid} aria-label={t`Ways to get help`}>
      {items.map((channel) => (
        <li key={channel.id} className={classes.card}><ChannelCard channel={channel} /></li>
      ))}
      {managers.length > 0 && <li className={classes.card}><ManagerCard managers={managers} /></li>}
    </ul>
  )
} // prettier-ignore

const signs = { mail: IconMail, phone: IconPhone, link: IconExternalLink }

const ChannelCard = ({ channel }: { channel: Channel }) => {
  const { t } = useLingui()
  const { name, purpose, hours, timeZone, response, languages, severity, contactKind, contact, isOpen } = channel
  const Sign = signs[contactKind]
  const facts: [string, string][] = [
    [t`Hours`, hours.length === 0 ? t`Always` : hours.map(({ days, from, to }) => `${daysText(days)} ${from}–${to}`).join(', ')],
    ...(hours.length === 0 ? [] : [[t`Time zone`, timeZone.replaceAll('_', ' ')] as [string, string]]),
    ...(response ? [[t`Response`, response] as [string, string]] : []),
    ...(languages.length > 0 ? [[t`Languages`, languages.map(languageName).join(', ')] as [string, string]] : []),
  ]
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.name}>{name}</h2>
        <Tag tone={isOpen ? 'ok' : 'note'}>{isOpen ? t`Open now` : t`Closed now`}</Tag>
      </div>
      <p className={classes.when}><Until channel={channel} /></p>
      {purpose && <p className={classes.purpose}>{purpose}</p>}
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label}><dt>{label}</dt><dd>{value}</dd></div>
        ))}
      </dl>
      {severity && <p className={classes.severity}>{severity}</p>}
      <Button
        component="a" href={hrefOf(contactKind, contact)} {...(contactKind === 'link' ? { target: '_blank', rel: 'noreferrer noopener' } : {})}
        variant="default" size="sm" leftSection={<Sign size={16} aria-hidden />} className={classes.contact}
      >
        {contactKind === 'link' ? <Trans>Open the page</Trans> : contact}
      </Button>
    </>
  )
} // prettier-ignore

/** When that changes, on the reader's own clock. */
const Until = ({ channel: { isOpen, changesAt } }: { channel: Channel }) => {
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  if (!changesAt) return isOpen ? <Trans>Round the clock</Trans> : null
  const moment = format.moment(changesAt, timeZone)
  return isOpen ? <Trans>Until {moment}, your time</Trans> : <Trans>Opens {moment}, your time</Trans>
}

const ManagerCard = ({ managers }: { managers: Support['managers'] }) => {
  const { t } = useLingui()
  return (
    <>
      <h2 className={classes.name}>{t`Your partner manager`}</h2>
      <p className={classes.purpose}><Trans>When nothing else fits, or you don’t know whom to ask.</Trans></p>
      <ul className={classes.managers}>
        {managers.map(({ name, email }) => (
          <li key={email}>
            <strong>{name}</strong>
            <Anchor href={`mailto:${email}`} size="sm">{email}</Anchor>
          </li>
        ))}
      </ul>
    </>
  )
} // prettier-ignore
