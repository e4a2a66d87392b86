import { Menu, useMantineColorScheme } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconChevronUp, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react'
import { Link } from 'wouter'
import { initials } from './initials.tsx'
import { paths } from './paths.tsx'
import type { Room } from './room.tsx'
import { usePerson, useSession } from './session.tsx'
import classes from './person-menu.module.css'

/** Who is signed in, how the portal looks to them, and the way out. */
export const PersonMenu = ({ rooms, isSmall }: { rooms: readonly Room[]; isSmall: boolean }) => {
  const { i18n } = useLingui()
  const person = usePerson()
  const { signOut } = useSession()
  const name = person.name
  return (
    <div className={classes.foot}>
      <Menu position="top-start" width={232}>
        <Menu.Target>
          <button type="button" className={classes.person} data-small={isSmall || undefined}>
            <span className={classes.face} aria-hidden>
              {initials(name)}
            </span>
            {isSmall ? (
              <span className="only-spoken">{name}</span>
            ) : (
              <>
                <span className={classes.words}>
                  <span className={classes.name}>{name}</span>
                  <span className={classes.role}>{person.roleLabel}</span>
                </span>
                <IconChevronUp size={16} aria-hidden />
              </>
            )}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{person.email}</Menu.Label>
          <Menu.Item component={Link} href={paths.account()} leftSection={<IconUserCircle size={16} aria-hidden />}>
            <Trans>Your account</Trans>
          </Menu.Item>
          {rooms
            .filter(({ group }) => group === 'own')
            .map(({ name: room, path, label, icon: Sign }) => (
              <Menu.Item key={room} component={Link} href={path} leftSection={<Sign size={16} aria-hidden />}>
                {i18n._(label)}
              </Menu.Item>
            ))}
          <Menu.Divider />
          <Appearance />
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
            <Trans>Sign out</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

/** How it looks until the page is closed; the person's own lasting choice is the system's. */
const Appearance = () => {
  const { t } = useLingui()
  // Without it Mantine writes a style sheet as inner HTML, which trusted types refuse.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const choices = [
    { value: 'auto', label: t`Like the system`, Sign: IconDeviceDesktop },
    { value: 'light', label: t`Light`, Sign: IconSun },
    { value: 'dark', label: t`Dark`, Sign: IconMoon },
  ] as const
  return (
    <>
      <Menu.Label>
        <Trans>Appearance</Trans>
      </Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(next) => setColorScheme(next === 'light' || next === 'dark' ? next : 'auto')}>
        {choices.map(({ value, label, Sign }) => (
          <Menu.RadioItem key={value} value={value} rightSection={<Sign size={16} aria-hidden />}>
            {label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  )
}
