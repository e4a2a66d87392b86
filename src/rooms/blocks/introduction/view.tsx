import { Anchor } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { IconExternalLink, IconMail, IconPhone } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { BlockMissing } from '#ui/block-parts.tsx'
import { useBlockDeeds, type BlockViewProps } from '#ui/blocks.tsx'
import { fileAddress } from '#ui/file-address.tsx'
import { initials } from '#ui/initials.tsx'
import { SafeLink } from '#ui/rich-text.tsx'
import type { IntroductionData, IntroductionSettings } from './contract.ts'
import classes from './view.module.css'

export const View = (props: BlockViewProps<IntroductionSettings, IntroductionData>) => {
  const { t } = useLingui()
  const { settings, data, isPreview } = props
  const { photo, bio, phone } = settings
  if (!data) return isPreview && <BlockMissing>{t`Who this is shows here in the preview, and to partners.`}</BlockMissing>
  const people = settings.who === 'company' ? [{ name: settings.name, title: '', email: '' }] : data.people
  const heading = people.map(({ name }) => name).join(', ')
  return (
    <section className={classes.card} aria-label={heading}>
      {photo && data.hasPhoto ? (
        <img className={classes.photo} data-who={settings.who} src={fileAddress.image(photo)} alt="" loading="lazy" decoding="async" />
      ) : (
        <span className={classes.letters} aria-hidden>
          {initials(heading)}
        </span>
      )}
      <div className={classes.words} dir="auto">
        {people.map(({ name, title, email }) => (
          <div key={email || name} className={classes.person}>
            <h2 className={classes.name}>{name}</h2>
            <p className={classes.title}>{settings.who === 'manager' ? t`Your partner manager` : title}</p>
            {email && (
              <Reach sign={<IconMail size={16} aria-hidden />}>
                <Anchor href={`mailto:${email}`}>{email}</Anchor>
              </Reach>
            )}
          </div>
        ))}
        {phone && (
          <Reach sign={<IconPhone size={16} aria-hidden />}>
            <Anchor href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</Anchor>
          </Reach>
        )}
        {settings.who === 'company' && settings.link && <CompanyLink {...props} link={settings.link} />}
        {bio && <p className={classes.bio}>{bio}</p>}
      </div>
    </section>
  )
}

const CompanyLink = ({ link, ...props }: BlockViewProps<IntroductionSettings, IntroductionData> & { link: string }) => {
  const deeds = useBlockDeeds(props)
  return (
    <Reach sign={<IconExternalLink size={16} aria-hidden />}>
      <SafeLink href={link} className={classes.link} onClick={() => deeds.clicked(link)}>
        {link.replace(/^(https?:\/\/|mailto:)/, '')}
      </SafeLink>
    </Reach>
  )
}

const Reach = ({ sign, children }: { sign: ReactNode; children: ReactNode }) => (
  <p className={classes.reach}>
    {sign}
    {children}
  </p>
)
