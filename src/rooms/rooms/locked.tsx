import { Anchor } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconCheck, IconCircle, IconLock } from '@tabler/icons-react'
import { Link } from 'wouter'
import { paths } from '#ui/paths.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { RoomView, UnlockCondition } from './contract.ts'
import classes from './rooms.module.css'

/** What a locked room asks for, and how far the reader is. */
export const Locked = ({ room }: { room: RoomView }) => {
  const { t } = useLingui()
  return (
    <EmptyState icon={IconLock} title={t`This room is locked`}>
      <p className={classes.lockedAbout}>
        {room.unlock.length > 1 ? <Trans>All of this unlocks it:</Trans> : <Trans>This unlocks it:</Trans>}
      </p>
      <ul className={classes.conditions}>
        {room.unlock.map((condition) => (
          <Condition key={condition.lock} condition={condition} />
        ))}
      </ul>
    </EmptyState>
  )
}

const Condition = ({ condition: { lock, wants, isMet } }: { condition: UnlockCondition }) => {
  if (lock === 'steps')
    return wants.map((want, at) => (
      <li key={at}>
        <Mark isMet={want.isMet} />
        <span>
          <Step want={want} />
        </span>
      </li>
    ))
  const names = wants.map(({ label }) => label)
  return (
    <li>
      <Mark isMet={isMet} />
      <span>
        <AnyOf lock={lock} names={names} />
      </span>
    </li>
  )
}

const Step = ({ want: { label, roomId } }: { want: UnlockCondition['wants'][number] }) => {
  if (!label) return <Trans>A step in a room that is not open to you</Trans>
  if (!roomId) return <Trans>Complete “{label}”</Trans>
  return (
    <Trans>
      Complete{' '}
      <Anchor component={Link} href={paths.room(roomId)}>
        {label}
      </Anchor>
    </Trans>
  )
}

/** "the tier Gold or Platinum", in the reader's language. */
const AnyOf = ({ lock, names }: { lock: 'tiers' | 'stages'; names: readonly string[] }) => {
  const { i18n } = useLingui()
  const any = new Intl.ListFormat(i18n.locale, { type: 'disjunction' }).format(names)
  return lock === 'tiers' ? <Trans>Your company reaches the tier {any}</Trans> : <Trans>Your company reaches the stage {any}</Trans>
}

const Mark = ({ isMet }: { isMet: boolean }) => {
  const { t } = useLingui()
  return isMet ? (
    <IconCheck size={16} aria-label={t`Done`} role="img" className={classes.met} />
  ) : (
    <IconCircle size={16} aria-label={t`Not yet`} role="img" />
  )
}
