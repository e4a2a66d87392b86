import { Anchor } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { Deeds } from '#ui/deeds.tsx'
import { fileAddress } from '#ui/file-address.tsx'
import { useFormat } from '#ui/format.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { useOwnTimeZone } from '#ui/own-time.tsx'
import { Section } from '#ui/page-header.tsx'
import { useCall } from '#ui/query.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { KitDetail } from './contract.ts'
import { keepItem } from './deeds.tsx'
import { ItemForm } from './item-form.tsx'
import classes from './kit.module.css'
import { VersionForm } from './version-form.tsx'
import { stateLabel } from './words.tsx'

/** One item with who finds it, who took it, and its versions. */
export const ItemPanel = ({ id }: { id: string }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { data: item, error, refetch } = useCall('GET /kit-items/:id', { params: { id } })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!item) return <Waiting label={t`The item is being fetched`} />
  const facts = [
    [t`State`, stateLabel(item.state)],
    [t`Found by`, t`${item.reach.shown} of ${item.reach.all} partnerships`],
    [t`Downloads`, format.whole(item.downloads)],
    [t`In 90 days`, format.whole(item.recentDownloads)],
  ] as const
  return (
    <>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
      <ItemForm key={`${item.version} ${item.state}`} item={item} />
      <Section title={t`Versions`} about={t`Partners get the newest one.`}><Versions item={item} /></Section>
      <VersionForm key={item.version} id={item.id} />
      {item.partners.length > 0 && (
        <Section title={t`Who took it most`}>
          <RowList
            label={t`Who took it most`} rows={item.partners} rowId={({ name }) => name}
            line={({ name, downloads }) => <RowLine name={name} about={[t`Downloads: ${format.whole(downloads)}`]} />}
          />
        </Section>
      )}
      <ItemDeeds item={item} />
    </>
  )
} // prettier-ignore

const Versions = ({ item }: { item: KitDetail }) => {
  const { t } = useLingui()
  const format = useFormat()
  const timeZone = useOwnTimeZone()
  return (
    <RowList
      label={t`Versions`} rows={item.versions} rowId={({ number }) => String(number)}
      line={({ number, file, url, note, addedAt, byName, downloads }) => (
        <RowLine
          name={<Trans>Version {number}</Trans>}
          about={[
            file ? <Anchor key="file" href={fileAddress.download(file.id)} size="sm">{file.name}</Anchor> : url,
            [format.moment(addedAt, timeZone), byName, t`Downloads: ${format.whole(downloads)}`].filter(Boolean).join(' · '),
            ...(note ? [note] : []),
          ]}
        />
      )}
    />
  )
} // prettier-ignore

const ItemDeeds = ({ item }: { item: KitDetail }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const params = { id: item.id }
  const restore = async () => keepItem(client, await call('DELETE /kit-items/:id/archival', { params }))
  const archive = async () => {
    await keepItem(client, await call('POST /kit-items/:id/archival', { params }))
    noticeDone(t`Archived: ${item.title}`, () => void restore())
  }
  const isArchived = item.state === 'archived'
  return (
    <Deeds
      title={t`Archive`}
      deeds={[
        isArchived
          ? { id: 'restore', label: t`Restore`, about: t`Partners find it again.`, reason: null, act: restore }
          : {
              id: 'archive',
              label: t`Archive`,
              about: t`Partners find it no more; its versions and counts stay.`,
              reason: null,
              act: archive,
            },
      ]}
    />
  )
}
