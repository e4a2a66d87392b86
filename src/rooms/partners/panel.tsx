import { Anchor, Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconEye, IconLogin2 } from '@tabler/icons-react'
import { Link } from 'wouter'
import { noticeProblem } from '#ui/notices.tsx'
import { Section } from '#ui/page-header.tsx'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { useMay, useSession } from '#ui/session.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { TermBadge, TermBadges } from '#ui/term-badge.tsx'
import { Changes } from './changes.tsx'
import type { PartnerDetail } from './contract.ts'
import { PartnerForm } from './form.tsx'
import classes from './partners.module.css'

/** One partner: what it is called among ourselves, its partnerships, and what was changed. */
export const PartnerPanel = ({ id }: { id: string }) => {
  const { t } = useLingui()
  const { data: partner, error, refetch } = useCall('GET /partners/:id', { params: { id } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!partner) return <Waiting label={t`The partner is being fetched`} />
  return (
    <>
      <p className={classes.line}>{[partner.typeLabel, partner.country].filter(Boolean).join(' · ')}</p>
      {partner.may.edit ? <PartnerForm key={partner.changes[0]?.at ?? ''} partner={partner} /> : <Words partner={partner} />}
      <Section title={t`Partnerships`}><Partnerships partner={partner} /></Section>
      <Section title={t`Looked after by`}>
        {partner.managers.length === 0 ? (
          <p className={classes.line}><Trans>Nobody is assigned.</Trans></p>
        ) : (
          <RowList
            label={t`Looked after by`} rows={partner.managers} rowId={({ email }) => email}
            line={({ name, email }) => <RowLine name={name} about={[<Anchor key="mail" size="sm" href={`mailto:${email}`}>{email}</Anchor>]} />}
          />
        )}
      </Section>
      <Section title={t`What was changed`}><Changes changes={partner.changes} /></Section>
    </>
  )
} // prettier-ignore

const Partnerships = ({ partner }: { partner: PartnerDetail }) => {
  const { t } = useLingui()
  const { choosePartnership } = useSession()
  const mayInspect = useMay('room.edit')
  return (
    <RowList
      label={t`Partnerships`} rows={partner.partnerships} rowId={({ id }) => id}
      line={({ id, name, modelLabel, region, currency, isMain, isEnded }) => (
        <RowLine name={name} about={[[modelLabel, region, currency, isMain && t`main`, isEnded && t`ended`].filter(Boolean).join(' · ')]}>
          {mayInspect && (
            <Button component={Link} href={paths.inspection({ partnership: id })} size="compact-sm" variant="default" leftSection={<IconEye size={14} aria-hidden />}>
              <Trans>What they see</Trans>
            </Button>
          )}
          <Button
            size="compact-sm" variant="default" leftSection={<IconLogin2 size={14} aria-hidden />} aria-label={t`Their portal: ${name}`}
            onClick={() => void choosePartnership(id).catch(noticeProblem)}
          >
            <Trans>Their portal</Trans>
          </Button>
        </RowLine>
      )}
    />
  )
} // prettier-ignore

/** For who only reads. */
const Words = ({ partner: { tier, category, stage, tags } }: { partner: PartnerDetail }) => {
  const { t } = useLingui()
  const single = [[t`Tier`, tier], [t`Category`, category], [t`Stage`, stage]] as const // prettier-ignore
  return (
    <dl className={classes.facts}>
      {single.map(([label, word]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{word ? <TermBadge word={word} /> : '–'}</dd>
        </div>
      ))}
      <div>
        <dt>{t`Tags`}</dt>
        <dd>{tags.length > 0 ? <TermBadges words={tags} /> : '–'}</dd>
      </div>
    </dl>
  )
}
