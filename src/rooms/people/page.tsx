import { Tabs } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import { PageHeader } from '#ui/page-header.tsx'
import { paths } from '#ui/paths.tsx'
import { usePartnership } from '#ui/session.tsx'
import { PeopleTab } from './people-tab.tsx'
import { RolesTab } from './roles-tab.tsx'

/** Who works in the partnership, what they may do and which customers they see. */
export const Page = () => {
  const { t } = useLingui()
  const [location, navigate] = useLocation()
  const { name, partnerName } = usePartnership()
  const current = location === paths.roles() ? 'roles' : 'people'
  return (
    <>
      <PageHeader
        title={t`People`}
        about={
          current === 'people'
            ? t`Who works in ${name}, and what they see.`
            : t`What each role may do, in every partnership of ${partnerName}.`
        }
      />
      {/* The address holds the tab; what is not shown is not kept. */}
      <Tabs value={current} onChange={(next) => navigate(next === 'roles' ? paths.roles() : paths.people())} keepMounted={false} mb="md">
        <Tabs.List mb="md">
          <Tabs.Tab value="people">{t`People`}</Tabs.Tab>
          <Tabs.Tab value="roles">{t`Roles`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <PeopleTab />
        </Tabs.Panel>
        <Tabs.Panel value="roles">
          <RolesTab />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
