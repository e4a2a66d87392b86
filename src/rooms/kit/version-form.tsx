import { TextInput } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { ContractForm, useContractForm } from '#ui/form.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { Section } from '#ui/page-header.tsx'
import { ContentField } from './content-field.tsx'
import type { NewVersion } from './contract.ts'
import { keepItem } from './deeds.tsx'

const empty: NewVersion = { fileId: null, url: null, note: '' }

/** What takes the place of what partners get now. */
export const VersionForm = ({ id }: { id: string }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const form = useContractForm({
    initial: empty,
    schema: () => import('./contract.ts').then(({ NewVersion: schema }) => schema),
    send: (body: NewVersion) => call('POST /kit-items/:id/versions', { params: { id }, body }),
    onDone: (reply) => {
      void keepItem(client, reply)
      noticeDone(t`Partners get version ${reply.version} from now on`)
    },
  })
  const { values } = form
  return (
    <Section title={t`New version`}>
      <ContractForm form={form} submit={<Trans>Add the version</Trans>} refusal={values.fileId || values.url ? undefined : t`Add a file or an address first.`}>
        <ContentField
          value={values} onChange={({ fileId, url }) => { form.set('fileId', fileId); form.set('url', url) }}
          error={form.field('fileId').error} urlError={form.field('url').error}
        />
        <TextInput label={t`What is new`} description={t`For yourselves; partners don’t see it.`} autoComplete="off" {...form.field('note')} />
      </ContractForm>
    </Section>
  )
} // prettier-ignore
