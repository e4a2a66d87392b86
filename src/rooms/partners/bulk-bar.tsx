import { Button, Select } from '@mantine/core'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#ui/api-client.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { useTerms } from '#ui/terms.tsx'
import { refreshPartners } from './deeds.tsx'
import classes from './partners.module.css'

const mostAtOnce = 200
const what = ['tier', 'category', 'stage', 'addTags', 'removeTags'] as const
type What = (typeof what)[number]
const none = '-'

/** One word for several partners at once. */
export const BulkBar = ({ chosen, clear }: { chosen: ReadonlySet<string>; clear: () => void }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const { options } = useTerms()
  const [field, setField] = useState<What>('tier')
  const [word, setWord] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  if (chosen.size === 0) return null
  const isTag = field === 'addTags' || field === 'removeTags'
  const words = isTag ? options('tag') : [...options(field), { value: none, label: t`None` }]
  const labels: Record<What, string> = { tier: t`Tier`, category: t`Category`, stage: t`Stage`, addTags: t`Add the tag`, removeTags: t`Take away the tag` }
  const reason = chosen.size > mostAtOnce ? t`Choose at most ${mostAtOnce} partners.` : word === null ? t`Choose a word first.` : undefined
  const apply = async () => {
    if (word === null) return
    setBusy(true)
    try {
      const body = { ids: [...chosen], [field]: isTag ? [word] : word === none ? null : word }
      const { changed } = await call('POST /partners/changes', { body })
      noticeDone(t`Changed: ${changed}`)
      clear()
      await refreshPartners(client)
    } catch (error) {
      noticeProblem(error)
    } finally {
      setBusy(false)
    }
  }
  const choose = (next: string | null) => {
    setField(what.find((one) => one === next) ?? 'tier')
    setWord(null)
  }
  return (
    <div className={classes.bulk} role="region" aria-label={t`With the chosen partners`}>
      <output><Plural value={chosen.size} one="# chosen" other="# chosen" /></output>
      <Select size="xs" w={170} allowDeselect={false} aria-label={t`What to set`} value={field} onChange={choose} data={what.map((value) => ({ value, label: labels[value] }))} />
      <Select size="xs" w={190} searchable aria-label={labels[field]} placeholder={labels[field]} value={word} onChange={setWord} data={words} />
      <ReasonedButton size="xs" loading={isBusy} reason={reason} onClick={() => void apply()}><Trans>Apply</Trans></ReasonedButton>
      <Button size="xs" variant="subtle" onClick={clear}><Trans>Choose none</Trans></Button>
    </div>
  )
} // prettier-ignore
