import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { noticeDone } from '#ui/notices.tsx'
import { Panel } from '#ui/panel.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { RoleRow } from './contract.ts'
import classes from './people.module.css'
import { RoleForm } from './role-form.tsx'
import { permissionLabel } from './words.tsx'

type Opened = { role: RoleRow; isCopy: boolean } | undefined

/** What each role may do. The vendor's roles are the same for every partner; a copy is the partner's own. */
export const RolesTab = () => {
  const { t } = useLingui()
  const [opened, setOpened] = useState<Opened>()
  const { data, error, refetch } = useCall('GET /roles')
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label={t`The roles are being fetched`} />
  return (
    <>
      <ul className={classes.roles}>
        {data.items.map((role) => (
          <Role key={role.code} role={role} mayAdd={data.may.add} open={(isCopy) => setOpened({ role, isCopy })} />
        ))}
      </ul>
      <Panel
        title={opened ? (opened.isCopy ? t`Copy ${opened.role.label}` : t`Change ${opened.role.label}`) : ''}
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
      >
        {opened && <RoleForm key={opened.role.code} {...opened} grantable={data.grantable} close={() => setOpened(undefined)} />}
      </Panel>
    </>
  )
}

const Role = ({ role, mayAdd, open }: { role: RoleRow; mayAdd: string | null; open: (isCopy: boolean) => void }) => {
  const { t } = useLingui()
  const { code, label, copiedFrom, people, permissions, refusals } = role
  const removing = useSend('DELETE /roles/:code', {
    invalidates: ['GET /roles'],
    onDone: () => noticeDone(t`The role ${label} was removed`),
  })
  return (
    <li className={classes.role}>
      <div className={classes.roleHead}>
        <h2 className={classes.roleName}>{label}</h2>
        <span className={classes.roleAbout}>
          {copiedFrom === null ? <Trans>The same for every partner</Trans> : <Trans>Your own, copied from {copiedFrom}</Trans>}
          {' · '}
          <Plural value={people} _0="held by nobody" one="held by # person" other="held by # people" />
        </span>
        <div className={classes.roleDeeds} data-screen-only>
          <ReasonedButton size="compact-sm" variant="subtle" reason={mayAdd ?? undefined} aria-label={t`Copy ${label}`} onClick={() => open(true)}>
            <Trans>Copy</Trans>
          </ReasonedButton>
          {copiedFrom !== null && (
            <>
              <ReasonedButton size="compact-sm" variant="subtle" reason={refusals.change ?? undefined} aria-label={t`Change ${label}`} onClick={() => open(false)}>
                <Trans>Change</Trans>
              </ReasonedButton>
              <ReasonedButton
                size="compact-sm" variant="subtle" color="red" loading={removing.isPending} reason={refusals.remove ?? undefined}
                aria-label={t`Remove ${label}`} onClick={() => removing.mutate({ params: { code } })}
              >
                <Trans>Remove</Trans>
              </ReasonedButton>
            </>
          )}
        </div>
      </div>
      {permissions.length === 0 ? (
        <p className={classes.roleAbout}>
          <Trans>Receives mail only and never signs in.</Trans>
        </p>
      ) : (
        <ul className={classes.permissions} aria-label={t`What ${label} may do`}>
          {permissions.map((permission) => (
            <li key={permission}>
              <IconCheck size={14} stroke={2} aria-hidden />
              {permissionLabel(permission)}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
} // prettier-ignore
