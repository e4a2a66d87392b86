import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconDownload, IconExternalLink } from '@tabler/icons-react'
import { call } from '#ui/api-client.tsx'
import { fileAddress } from '#ui/file-address.tsx'
import { useFormat } from '#ui/format.tsx'
import { languageName } from '#ui/language-names.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { useProducts } from '#ui/products.tsx'
import { Tag } from '#ui/severity.tsx'
import { usePerson } from '#ui/session.tsx'
import type { KitItem } from './contract.ts'
import classes from './kit.module.css'

/** What it is, whom it is for, and a way to take it. */
export const ItemCard = ({ item }: { item: KitItem }) => {
  const { t } = useLingui()
  const format = useFormat()
  const products = useProducts()
  const timeZone = useOwnTimeZone()
  const { title, about, type, audiences, industries, language, version, renewedAt, expiresOn, isCoBrandable, isNew } = item
  const named = (words: readonly { label: string }[]) => words.map(({ label }) => label).join(', ')
  const words = [named(audiences), item.products.map((code) => products.name(code)).join(', '), named(industries)].filter(Boolean)
  return (
    <>
      <div className={classes.head}>
        <span className={classes.type}>{type.label}</span>
        {isNew && <Tag tone="note">{t`New`}</Tag>}
      </div>
      <h2 className={classes.title}>{title}</h2>
      {about && <p className={classes.about}>{about}</p>}
      {words.length > 0 && <p className={classes.quiet}>{words.join(' · ')}</p>}
      <p className={classes.quiet}>
        {languageName(language)} · <Trans>Version {version}, {format.dayAt(renewedAt, timeZone)}</Trans>
        {isCoBrandable && <> · <Trans>Can carry your brand</Trans></>}
        {expiresOn && <> · <Trans>Until {format.day(expiresOn)}</Trans></>}
        {item.file && <> · {format.bytes(item.file.size)}</>}
      </p>
      <TakeButton item={item} />
    </>
  )
} // prettier-ignore

/** A link that the browser follows by itself; that it was followed is told beside it. */
const TakeButton = ({ item: { id, title, file, url } }: { item: KitItem }) => {
  const { t } = useLingui()
  const { side } = usePerson()
  // Nobody waits for the count, and a failure of it is none of the reader's.
  const count = () => side === 'partner' && void call('POST /kit/:id/downloads', { params: { id } }).catch(() => {})
  if (file)
    return (
      <Button
        component="a" href={fileAddress.download(file.id)} onClick={count} size="xs" variant="default" className={classes.take}
        leftSection={<IconDownload size={15} aria-hidden />} aria-label={t`Download ${title}`}
      >
        <Trans>Download</Trans>
      </Button>
    )
  if (!url) return null
  return (
    <Button
      component="a" href={url} target="_blank" rel="noreferrer noopener" onClick={count} size="xs" variant="default" className={classes.take}
      leftSection={<IconExternalLink size={15} aria-hidden />} aria-label={t`Open ${title} on ${hostOf(url)}`}
    >
      {hostOf(url)}
    </Button>
  )
} // prettier-ignore

const hostOf = (url: string) => URL.parse(url)?.host ?? url
