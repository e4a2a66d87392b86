import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { Link, useSearch } from 'wouter'
import { paths } from '#ui/paths.tsx'
import classes from './dashboard.module.css'
import { useDesk } from './desk.tsx'

/** Filters and order under a name, kept on the server for this person. */
export const Views = () => {
  const { t } = useLingui()
  const { desk, removeView } = useDesk()
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={280} trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconBookmark size={15} aria-hidden />} onClick={() => setOpened(!opened)}>
          <Trans>Views</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {desk.views.length > 0 && (
          <ul className={classes.views} aria-label={t`Saved views`}>
            {desk.views.map(({ name, query }) => (
              <li key={name} className={classes.view}>
                <Link href={`${paths.customers()}${query && `?${query}`}`} className={classes.viewName} onClick={() => setOpened(false)}>
                  {name}
                </Link>
                <ActionIcon size={24} aria-label={t`Remove the view ${name}`} onClick={() => removeView(name)}>
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        <NewView />
      </Popover.Dropdown>
    </Popover>
  )
}

const NewView = () => {
  const { t } = useLingui()
  const { saveView } = useDesk()
  const search = useSearch()
  const [name, setName] = useState('')
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return
    saveView(name.trim(), search)
    setName('')
  }
  return (
    <form onSubmit={save}>
      <TextInput
        size="xs"
        label={t`Save what is shown as`}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Button type="submit" size="xs" mt="xs">
        <Trans>Save the view</Trans>
      </Button>
    </form>
  )
}
