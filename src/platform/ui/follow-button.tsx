import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { IconBell, IconBellOff, IconBellRinging } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from './api-client.tsx'
import { noticeProblem } from './notices.tsx'
import { useCall } from './query.tsx'
import { useSession } from './session.tsx'

type FollowButtonProps = { kind: 'customer' | 'task'; id: string }
type Word = 'following' | 'muted' | null

const lines = {
  customer: { read: 'GET /customers/:id/following', write: 'PUT /customers/:id/following' },
  task: { read: 'GET /tasks/:id/following', write: 'PUT /tasks/:id/following' },
} as const
const icons = { following: IconBellRinging, muted: IconBellOff, usual: IconBell }

/** Whether somebody hears more of a customer or a task than others, or nothing. */
export const FollowButton = ({ kind, id }: FollowButtonProps) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { viewer } = useSession().start
  const { read, write } = lines[kind]
  const [isOpen, setOpen] = useState(false)
  const { data } = useCall(read, { params: { id } })
  if (!data) return null
  const words = {
    usual: { label: t`As usual`, about: t`Told what your role and your choices say.` },
    following: { label: t`Following`, about: t`Told everything about it.` },
    muted: { label: t`Muted`, about: t`Told nothing about it.` },
  }
  const now = data.state ?? 'usual'
  const Sign = icons[now]
  const choose = async (state: Word) => {
    setOpen(false)
    try {
      client.setQueryData([read, { params: { id } }], await call(write, { params: { id }, body: { state } }))
    } catch (error) {
      noticeProblem(error)
    }
  }
  const name = t`Notifications: ${words[now].label}`
  return (
    <Menu position="bottom-end" width={264} disabled={viewer !== null} opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <Tooltip label={viewer ? t`You only look: what they follow is theirs to say.` : name}>
          <ActionIcon size={30} variant="default" aria-label={name} aria-disabled={viewer !== null || undefined}>
            <Sign size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={now} onChange={(next) => void choose(next === 'following' || next === 'muted' ? next : null)}>
          {(['usual', 'following', 'muted'] as const).map((word) => (
            <Menu.RadioItem key={word} value={word}>
              <span>{words[word].label}</span>
              <br />
              <small>{words[word].about}</small>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
