import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { Section } from '#ui/page-header.tsx'
import { Panel } from '#ui/panel.tsx'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { Tag } from '#ui/severity.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { AccessTest, Choices, RoomDetail } from './contract.ts'
import { refreshRooms } from './deeds.tsx'
import { TestForm } from './test-form.tsx'
import { standingWords } from './words.tsx'

/** What the room should be to made-up people; asked again at every change. */
export const TestsTab = ({ room, choices }: { room: RoomDetail; choices: Choices }) => {
  const { t } = useLingui()
  const [shown, setShown] = useState<AccessTest | 'new'>()
  const remove = useRemoval(room)
  const close = () => setShown(undefined)
  return (
    <Section
      title={t`Tests of the access`}
      about={t`Each says how the room should stand to somebody, were it live. A change that breaks one is refused until you insist.`}
      actions={
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setShown('new')}>
          <Trans>Add a test</Trans>
        </Button>
      }
    >
      {room.tests.length === 0 ? (
        <EmptyState title={t`No tests yet`}>{t`For example: a Gold partner sees it, a Bronze partner does not.`}</EmptyState>
      ) : (
        <RowList
          label={t`Tests of the access`}
          rows={room.tests}
          rowId={({ id }) => id}
          line={(test) => <TestLine test={test} choices={choices} open={() => setShown(test)} remove={() => void remove(test)} />}
        />
      )}
      <Panel title={shown === 'new' ? t`Add a test` : t`Change a test`} opened={shown !== undefined} onClose={close}>
        {shown && <TestForm key={shown === 'new' ? 'new' : shown.id} room={room} test={shown === 'new' ? undefined : shown} choices={choices} close={close} />}
      </Panel>
    </Section>
  )
} // prettier-ignore

/** Taken back by writing it anew. */
const useRemoval = (room: RoomDetail) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const attempt = async (send: () => Promise<RoomDetail>) => {
    try {
      await refreshRooms(client, await send())
      return true
    } catch (error) {
      noticeProblem(error)
      return false
    }
  }
  return async ({ id, label, viewer, expects }: AccessTest) => {
    const params = { id: room.id, testId: id }
    const again = { label, expects, viewer: { ...viewer, partnership: viewer.partnership?.id ?? null } }
    const takeBack = () => void attempt(() => call('POST /arrangement/:id/tests', { params: { id: room.id }, body: again }))
    if (await attempt(() => call('DELETE /arrangement/:id/tests/:testId', { params }))) noticeDone(t`The test is removed`, takeBack)
  }
}

type TestLineProps = { test: AccessTest; choices: Choices; open: () => void; remove: () => void }

const TestLine = ({ test, choices, open, remove }: TestLineProps) => {
  const { t } = useLingui()
  const { label, viewer, expects, standing } = test
  const holds = expects === standing
  const word = (list: 'tiers' | 'categories' | 'stages' | 'roles' | 'tags', code: string | null) =>
    code === null ? [] : [choices[list].find((one) => one.code === code)?.label ?? code]
  const who = [
    ...word('tiers', viewer.tier), ...word('categories', viewer.category), ...word('stages', viewer.stage), ...word('roles', viewer.role),
    ...viewer.tags.flatMap((tag) => word('tags', tag)), ...(viewer.partnership ? [viewer.partnership.name] : []),
  ] // prettier-ignore
  return (
    <RowLine
      name={
        <>
          {label} <Tag tone={holds ? 'ok' : 'high'}>{holds ? t`Holds` : t`Fails`}</Tag>
        </>
      }
      about={[
        viewer.side === 'vendor' ? t`One of our own people` : who.join(' · ') || t`A partner without tier, category, stage or tags`,
        holds ? t(standingWords[expects]) : t`Expected: ${t(standingWords[expects])}. It is: ${t(standingWords[standing])}.`,
      ]}
    >
      <Button size="xs" variant="default" aria-label={t`Change ${label}`} onClick={open}>
        <Trans>Change</Trans>
      </Button>
      <Button size="xs" variant="subtle" color="red" aria-label={t`Remove ${label}`} onClick={remove}>
        <Trans>Remove</Trans>
      </Button>
    </RowLine>
  )
}
