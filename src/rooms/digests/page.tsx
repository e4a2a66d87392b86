import { Button, SegmentedControl, Select, Tabs } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { placeTitle } from '#shared/place-title.ts'
import { call } from '#ui/api-client.tsx'
import { MailFrame } from '#ui/mail-frame.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { PartnershipSelect } from '#ui/partnership-select.tsx'
import { oneOf, text, useUrlState } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import classes from './digests.module.css'
import { digestFrequencies, type DigestFrequency } from './rules.ts'

const view = { partnership: text(), person: text(), frequency: oneOf(digestFrequencies, 'weekly') }

/** The summaries that leave by mail, as each of a partner's people would get theirs now. */
export const Page = () => {
  const { t } = useLingui()
  const [{ partnership, person, frequency }, setState] = useUrlState(view)
  return (
    <>
      <PageHeader
        title={t`Digest preview`}
        about={t`The summaries that leave by mail, as somebody would get theirs now. Nothing is sent by looking.`}
      />
      <div className={classes.choices}>
        <PartnershipSelect value={partnership} choose={(id) => setState({ partnership: id, person: '' })} titleOf={placeTitle} />
        <PersonSelect key={partnership} partnership={partnership} value={person} choose={(id) => setState({ person: id })} />
        <SegmentedControl
          aria-label={t`How often`}
          value={frequency}
          onChange={(next) => setState({ frequency: view.frequency.read([next]) })}
          data={[
            { value: 'daily', label: t`Daily` },
            { value: 'weekly', label: t`Weekly` },
          ]}
        />
      </div>
      {person ? (
        <Preview person={person} frequency={frequency} />
      ) : (
        <EmptyState title={t`Choose whose digest to see`}>{t`First the partnership, then one of the people who work in it.`}</EmptyState>
      )}
    </>
  )
}

type ChoiceProps = { value: string; choose: (id: string) => void }

const PersonSelect = ({ partnership, value, choose }: ChoiceProps & { partnership: string }) => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /digests/people', { query: { partnership } }, { enabled: partnership !== '' })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  return (
    <Select
      label={t`Person`}
      placeholder={t`Choose a person`}
      searchable
      disabled={!data}
      data={(data?.items ?? []).map(({ id, name, email }) => ({ value: id, label: `${name}, ${email}` }))}
      value={value || null}
      onChange={(id) => choose(id ?? '')}
      nothingFoundMessage={t`Nobody has that name`}
    />
  )
}

type Shown = { person: string; frequency: DigestFrequency }

const Preview = (shown: Shown) => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall('GET /digests/preview', { query: shown }, { staleMs: 0 })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The digest is being written`} />
  const { mail } = data
  if (!mail)
    return (
      <EmptyState
        title={t`Nothing to say`}
      >{t`This person would get no mail now: nothing that they may see has happened or is open.`}</EmptyState>
    )
  return (
    <section className={classes.mail} aria-label={t`The mail`}>
      <div className={classes.head}>
        <div>
          <h2 className={classes.subject}>{mail.subject}</h2>
          <p className={classes.preheader}>{mail.preheader}</p>
        </div>
        <SendButton {...shown} />
      </div>
      <Tabs defaultValue="html" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="html">
            <Trans>As it looks</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="text">
            <Trans>Plain text</Trans>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="html">
          <MailFrame src={`/api/digests/preview/html?ticket=${mail.ticket}`} title={mail.subject} />
        </Tabs.Panel>
        <Tabs.Panel value="text">
          {/* Scrolled by the page, and read as it stands. */}
          <pre className={classes.text}>{mail.text}</pre>
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}

const SendButton = (shown: Shown) => {
  const { t } = useLingui()
  const [isSending, setSending] = useState(false)
  const send = async () => {
    setSending(true)
    try {
      await call('POST /digests/preview/mails', { body: shown })
      noticeDone(t`It is on its way to you.`)
    } catch (error) {
      noticeProblem(error)
    } finally {
      setSending(false)
    }
  }
  return (
    <Button size="xs" variant="default" loading={isSending} onClick={() => void send()}>
      <Trans>Send it to me</Trans>
    </Button>
  )
}
