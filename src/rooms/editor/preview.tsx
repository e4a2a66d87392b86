import { Modal, SegmentedControl, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Plural, useLingui } from '@lingui/react/macro'
import { useState, type SyntheticEvent } from 'react'
import { BlockList } from '#ui/block-list.tsx'
import { useCall } from '#ui/query.tsx'
import { EmptyState, ErrorState, Waiting } from '#ui/states.tsx'
import type { Draft } from './contract.ts'
import classes from './editor.module.css'
import { PreviewFrame } from './preview-frame.tsx'

type PreviewProps = {
  opened: boolean
  close: () => void
  room: Draft['room']
  /** Undefined: the draft. */
  revision: number | undefined
  partnership: string
  choose: (partnership: string) => void
}

/** The room as a partner gets it, on a wide screen or a phone, in light or dark. */
export const Preview = ({ opened, close, ...props }: PreviewProps) => {
  const { t } = useLingui()
  const { revision } = props
  return (
    <Modal
      opened={opened}
      onClose={close}
      fullScreen
      title={revision === undefined ? t`Preview of the draft` : t`Preview of version ${revision}`}
      closeButtonProps={{ 'aria-label': t`Close` }}
      classNames={{ body: classes.previewBody }}
    >
      {opened && <Opened {...props} />}
    </Modal>
  )
}

const Opened = ({ room, revision, partnership, choose }: Omit<PreviewProps, 'opened' | 'close'>) => {
  const { t } = useLingui()
  const [theme, setTheme] = useState<'light' | 'dark'>('light')
  const [width, setWidth] = useState<'wide' | 'phone'>('wide')
  return (
    <>
      <div className={classes.previewBar}>
        <PartnershipOfType type={room.partnerType} value={partnership} choose={choose} />
        <SegmentedControl
          size="xs"
          aria-label={t`Appearance`}
          value={theme}
          onChange={(value) => setTheme(value === 'dark' ? 'dark' : 'light')}
          data={[
            { value: 'light', label: t`Light` },
            { value: 'dark', label: t`Dark` },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t`Width`}
          value={width}
          onChange={(value) => setWidth(value === 'phone' ? 'phone' : 'wide')}
          data={[
            { value: 'wide', label: t`Wide` },
            { value: 'phone', label: t`Phone` },
          ]}
        />
      </div>
      <PreviewFrame title={t`How partners see ${room.label}`} theme={theme} width={width}>
        <h1 className={classes.framedTitle}>{room.label}</h1>
        {partnership && <Blocks room={room} revision={revision} partnership={partnership} />}
      </PreviewFrame>
    </>
  )
}

const Blocks = ({ room, revision, partnership }: Pick<PreviewProps, 'room' | 'revision' | 'partnership'>) => {
  const { t } = useLingui()
  const { data, error, refetch } = useCall(
    'GET /drafts/:id/preview',
    { params: { id: room.id }, query: { partnership, ...(revision === undefined ? {} : { revision }) } },
    { staleMs: 0 },
  )
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`Putting the room together`} />
  return (
    // Links and buttons lead nowhere: this is not the partner's portal.
    <div onClickCapture={stay} onSubmitCapture={stay} role="presentation">
      {data.leftOut > 0 && (
        <p className={classes.hint}>
          <Plural
            value={data.leftOut}
            one="One block is not ready: partners would not see it."
            other="# blocks are not ready: partners would not see them."
          />
        </p>
      )}
      {data.blocks.length === 0 ? <EmptyState title={t`Nothing to see yet`} /> : <BlockList blocks={data.blocks} room={room} isPreview />}
    </div>
  )
}

const stay = (event: SyntheticEvent) => {
  const { target } = event
  const isLink = target instanceof Object && 'closest' in target && typeof target.closest === 'function' && target.closest('a') !== null
  if (!isLink && event.type !== 'submit') return
  event.preventDefault()
  event.stopPropagation()
}

/** The first partnership of a partner type, for the first look; undefined while it is looked up or where there is none. */
export const useFirstPartnership = (type: string): string | undefined =>
  useCall('GET /arrangement/partnerships', { query: { type } }).data?.items[0]?.id

const PartnershipOfType = ({ type, value, choose }: { type: string; value: string; choose: (id: string) => void }) => {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  // What was chosen stands in the field: searching for it would leave nothing else to choose.
  const [chosen, setChosen] = useState('')
  const [asked] = useDebouncedValue(typed === chosen ? '' : typed.trim(), 200)
  const { data } = useCall('GET /arrangement/partnerships', { query: { type, search: asked || undefined } }, { keepPrevious: true })
  return (
    <Select
      size="xs"
      label={t`As partner`}
      searchable
      allowDeselect={false}
      data={(data?.items ?? []).map(({ id, name, partner }) => ({ value: id, label: `${partner}, ${name}` }))}
      filter={({ options }) => options}
      value={value || null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id, option) => {
        setChosen(option?.label ?? '')
        if (id) choose(id)
      }}
      nothingFoundMessage={t`No partnership of this type has that name`}
      className={classes.previewPartner}
    />
  )
}
