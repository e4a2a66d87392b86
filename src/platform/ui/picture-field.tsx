import { Button, Stack, TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { CallProblem } from './api-client.tsx'
import classes from './file-field.module.css'
import { FileField, type StoredFile } from './file-field.tsx'
import { ProblemNote } from './problem-note.tsx'
import { useCall, useSend } from './query.tsx'

type PictureFieldProps = {
  label: string
  description?: ReactNode
  error?: ReactNode
  value: string | null | undefined
  onChange: (file: StoredFile | null) => void
}

/** A picture that is brought, or copied from where it stands in the internet. */
export const PictureField = ({ value, onChange, ...field }: PictureFieldProps) => {
  const { data: choices } = useCall('GET /block-choices', {})
  const hosts = choices?.pictures
  return (
    <Stack gap="xs">
      <FileField {...field} purpose="image" value={value} onChange={onChange} />
      {!value && hosts && hosts.length > 0 && <CopyFrom hosts={hosts} onFile={onChange} />}
    </Stack>
  )
}

/** `hosts`: of which pictures are copied. */
const CopyFrom = ({ hosts, onFile }: { hosts: readonly string[] | 'any'; onFile: (file: StoredFile) => void }) => {
  const { t } = useLingui()
  const [address, setAddress] = useState('')
  const copy = useSend('POST /files/copies', { onDone: onFile, quiet: true })
  const own = copy.error instanceof CallProblem ? copy.error.fields.find(({ path }) => path.endsWith('address'))?.message : undefined
  const list = hosts === 'any' ? undefined : hosts.join(', ')
  const send = () => {
    if (address.trim() !== '' && !copy.isPending) copy.mutate({ body: { address: address.trim() } })
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    send()
  }
  return (
    <>
      <TextInput
        label={t`Or copy it from an address`}
        description={
          list ? t`https:// and one of these hosts: ${list}` : t`The portal keeps the copy: readers’ browsers ask nobody else for it.`
        }
        placeholder="https://"
        inputMode="url"
        value={address}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        onKeyDown={press}
        error={own}
      />
      {copy.error && own === undefined && <ProblemNote problem={copy.error} />}
      <Button variant="default" size="compact-sm" className={classes.copy} loading={copy.isPending} onClick={send}>
        <Trans>Copy the picture</Trans>
      </Button>
    </>
  )
}
