import { NumberInput, Stack, Switch, TextInput } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { httpsHostOf } from '#shared/web-address.ts'
import { textOf, useBlockFields } from '#ui/block-fields.tsx'
import type { BlockFormProps } from '#ui/blocks.tsx'
import { useCall } from '#ui/query.tsx'
import type { EmbedSettings } from './contract.ts'

export const Form = (props: BlockFormProps<EmbedSettings>) => {
  const { t } = useLingui()
  const { settings, change } = props
  const fields = useBlockFields(props)
  const { data: choices } = useCall('GET /block-choices', {})
  const hosts = choices?.hosts ?? []
  const host = httpsHostOf(textOf(settings.address).trim())
  const isRefused = host !== undefined && choices !== undefined && !hosts.includes(host)
  const list = hosts.join(', ')
  const address = fields.line('address')
  return (
    <Stack gap="md">
      <TextInput
        label={t`Address`}
        description={hosts.length > 0 ? t`Of one of these hosts: ${list}` : t`The configuration allows no host yet.`}
        inputMode="url"
        {...address}
        error={isRefused ? t`This portal does not show pages of ${host}.` : address.error}
      />
      <TextInput label={t`What it is`} {...fields.line('title')} />
      <TextInput label={t`Description`} {...fields.line('about')} />
      <NumberInput
        label={t`Height in pixels`}
        min={120}
        max={1600}
        step={20}
        value={settings.heightPixels ?? 480}
        onChange={(height) => change({ heightPixels: Number(height) })}
        {...fields.onBlur('heightPixels')}
      />
      <Switch
        label={t`May fill the screen`}
        checked={settings.mayFillScreen ?? true}
        onChange={({ currentTarget }) => change({ mayFillScreen: currentTarget.checked })}
      />
      <Switch
        label={t`A link that opens it by itself`}
        checked={settings.hasLink ?? true}
        onChange={({ currentTarget }) => change({ hasLink: currentTarget.checked })}
      />
    </Stack>
  )
}
