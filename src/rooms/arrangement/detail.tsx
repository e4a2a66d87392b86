import { Anchor, Tabs } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { createElement, Suspense, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { whenSaved } from '#ui/leave-guard.tsx'
import { noticeNote } from '#ui/notices.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { paths } from '#ui/paths.tsx'
import { useCall } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { useRoomEditor } from '#ui/room-editor.tsx'
import { Tag } from '#ui/severity.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import { AccessTab } from './access-tab.tsx'
import classes from './arrangement.module.css'
import type { Arrangement, Choices, RoomDetail } from './contract.ts'
import { isUnread, useRoomDeeds } from './deeds.tsx'
import { Planned } from './planned.tsx'
import { RoomMenu } from './room-menu.tsx'
import { SaveAsTemplate } from './save-template.tsx'
import { SettingsTab } from './settings-tab.tsx'
import { TestsTab } from './tests-tab.tsx'
import { ViewersTab } from './viewers-tab.tsx'
import { ComesLater, StatusTag } from './words.tsx'

/** One room with everything about it; the address says which part is open. */
export const DetailPage = ({ id, tab }: { id: string; tab: string | undefined }) => {
  const { t } = useLingui()
  const { data: room, error, refetch } = useCall('GET /arrangement/:id', { params: { id } })
  const type = room?.type ?? ''
  const choices = useCall('GET /arrangement/choices', { query: { type } }, { enabled: room !== undefined })
  const arranged = useCall('GET /arrangement', { query: { type } }, { enabled: room !== undefined })
  const failed = error ?? choices.error ?? arranged.error
  if (failed) return <ErrorState error={failed} retry={() => void Promise.all([refetch(), choices.refetch(), arranged.refetch()])} />
  if (!room || !choices.data || !arranged.data) return <Waiting label={t`Opening the room`} />
  return <Detail room={room} choices={choices.data} arrangement={arranged.data} tab={tab} />
}

type DetailProps = { room: RoomDetail; choices: Choices; arrangement: Arrangement; tab: string | undefined }

const Detail = ({ room, choices, arrangement, tab }: DetailProps) => {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const deeds = useRoomDeeds()
  const editor = useRoomEditor()
  const isOfBlocks = room.kind === 'custom'
  const tabs = [
    ...(isOfBlocks ? [{ code: 'blocks', label: t`Blocks` }] : []),
    { code: 'settings', label: t`Settings` },
    { code: 'access', label: t`Access` },
    { code: 'viewers', label: t`Who can see it` },
    { code: 'tests', label: t`Tests` },
  ]
  const current = tabs.find(({ code }) => code === tab)?.code ?? 'settings'
  // The editor reads the draft once for each visit: what was published beside it begins a new one.
  const [visit, setVisit] = useState(0)
  return (
    <>
      <PageHeader
        title={room.label}
        about={
          <>
            <Anchor
              component={Link}
              href={paths.arrangement({ type: room.type })}
              size="sm"
            >{t`Rooms of ${room.typeLabel} partners`}</Anchor>
            {room.internalLabel && ` · ${room.internalLabel}`}
            <Planned room={room} today={arrangement.today} />
          </>
        }
        beside={room.comesLater ? <ComesLater /> : <StatusTag status={room.status} />}
        actions={<Actions room={room} arrangement={arrangement} deeds={deeds} onPublished={() => setVisit(visit + 1)} />}
      />
      <Hints room={room} deeds={deeds} />
      <Tabs value={current} onChange={(next) => next !== null && navigate(paths.arrangedRoom(room.id, next))} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t`About this room`}>
          {tabs.map(({ code, label }) => (
            <Tabs.Tab
              key={code}
              value={code}
              rightSection={code === 'tests' && <TestCount all={room.tests.length} failing={room.failingTests} />}
            >
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="blocks">
          <Suspense fallback={<Waiting label={t`Opening the editor`} />}>
            {editor && createElement(editor, { key: visit, roomId: room.id })}
          </Suspense>
        </Tabs.Panel>
        {/* What somebody else has changed meanwhile begins the form anew. */}
        <Tabs.Panel value="settings">
          <SettingsTab key={room.version} room={room} arrangement={arrangement} deeds={deeds} />
        </Tabs.Panel>
        <Tabs.Panel value="access">
          <AccessTab key={room.version} room={room} choices={choices} deeds={deeds} />
        </Tabs.Panel>
        <Tabs.Panel value="viewers">
          <ViewersTab room={room} choices={choices} />
        </Tabs.Panel>
        <Tabs.Panel value="tests">
          <TestsTab room={room} choices={choices} />
        </Tabs.Panel>
      </Tabs>
      {deeds.question}
    </>
  )
}

const TestCount = ({ all, failing }: { all: number; failing: number }) => {
  const { t } = useLingui()
  if (all === 0) return null
  return <span className="numbers">{failing > 0 ? t`${failing} of ${all} fail` : all}</span>
}

type Deeds = ReturnType<typeof useRoomDeeds>

/** What of the room should be looked at. */
const Hints = ({ room, deeds }: { room: RoomDetail; deeds: Deeds }) => {
  const { t } = useLingui()
  if (!room.isUnused && !room.waitsInVain) return null
  return (
    <div className={classes.hints}>
      {room.isUnused && (
        <p>
          <Tag tone="medium">{t`Unused`}</Tag> <Trans>Nobody of any partner has opened it for 90 days.</Trans>{' '}
          <Anchor component="button" type="button" size="sm" onClick={() => void deeds.setStatus(room, 'archived')}>
            <Trans>Archive it</Trans>
          </Anchor>
        </p>
      )}
      {room.waitsInVain && (
        <p>
          <Tag tone="medium">{t`Stays locked`}</Tag>{' '}
          <Trans>A step that unlocks it stands in no live room, so nobody can complete it.</Trans>{' '}
          <Anchor component={Link} href={paths.arrangedRoom(room.id, 'access')} size="sm">
            <Trans>Look at the access</Trans>
          </Anchor>
        </p>
      )}
    </div>
  )
}

type ActionsProps = { room: RoomDetail; arrangement: Arrangement; deeds: Deeds; onPublished: () => void }

const Actions = ({ room, arrangement, deeds, onPublished }: ActionsProps) => {
  const { t } = useLingui()
  const [isBusy, setBusy] = useState(false)
  const publishes = isUnread(room)
  const goLive = async () => {
    setBusy(true)
    if (!(await whenSaved())) noticeNote(t`What you changed last is not saved yet. Nothing else was done.`)
    else if ((await deeds.setStatus(room, 'live')) && publishes) onPublished()
    setBusy(false)
  }
  return (
    <>
      {room.kind === 'custom' && <SaveAsTemplate roomId={room.id} label={room.label} />}
      {room.status !== 'live' && (
        <ReasonedButton
          size="xs"
          loading={isBusy}
          reason={publishes ? undefined : (room.refusals.goLive ?? undefined)}
          onClick={() => void goLive()}
        >
          {publishes ? <Trans>Publish and make live</Trans> : <Trans>Make live</Trans>}
        </ReasonedButton>
      )}
      <RoomMenu room={room} types={arrangement.types} deeds={deeds} />
    </>
  )
}
