import { Button } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { RowLine, RowList } from '#ui/row-list.tsx'
import { Section } from '#ui/page-header.tsx'
import type { Term } from './contract.ts'
import { Held } from './term-line.tsx'

/** Words that nobody can choose any more; nothing is shown where there is none. */
export const ArchivedList = ({ terms, restore }: { terms: readonly Term[]; restore: (term: Term) => void }) => {
  const { t } = useLingui()
  if (terms.length === 0) return null
  return (
    <Section title={t`Archived`} about={t`Who has one keeps it; nobody gets it anew.`}>
      <RowList
        label={t`Archived`} rows={terms} rowId={({ id }) => id}
        line={(term) => (
          <RowLine name={term.label} about={[<Held key="held" term={term} />]}>
            <Button size="compact-xs" variant="default" onClick={() => restore(term)} aria-label={t`Restore ${term.label}`}><Trans>Restore</Trans></Button>
          </RowLine>
        )}
      />
    </Section>
  )
} // prettier-ignore
