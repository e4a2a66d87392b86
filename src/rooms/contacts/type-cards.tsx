import { Select } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import { useCause } from '#ui/cause.tsx'
import { useSession } from '#ui/session.tsx'
import { Tag } from '#ui/severity.tsx'
import type { CustomerContacts } from './contract.ts'
import { useContactDeeds } from './deeds.tsx'
import classes from './panel.module.css'

const nobody = ''

/** Who holds each of the configuration's roles; an empty one warns. Choosing somebody else hands it over. */
export const TypeCards = ({ customerId, contacts }: { customerId: string; contacts: CustomerContacts }) => {
  const { t } = useLingui()
  const { contactTypes } = useSession().start
  const { assign, isBusy } = useContactDeeds(customerId)
  const mark = useCause()
  const { items, may } = contacts
  return (
    <ul className={classes.types}>
      {contactTypes.map(({ code, label, about }) => {
        const holder = items.find((contact) => contact.types.includes(code))
        return (
          <li key={code} className={classes.type} {...mark(code)}>
            <div className={classes.typeHead}>
              <h3 className={classes.typeName}>{label}</h3>
              {!holder && <Tag tone="medium">{t`Nobody`}</Tag>}
            </div>
            <p className={classes.typeAbout}>{about}</p>
            {may.edit ? (
              <Select
                size="xs" aria-label={t`Who holds ${label}`} allowDeselect={false} disabled={isBusy}
                // An option and not a cross in the field, which the keyboard would not reach.
                data={[{ value: nobody, label: t`Nobody` }, ...items.map((contact) => ({ value: contact.id, label: contact.name }))]}
                value={holder?.id ?? nobody}
                onChange={(next) => assign(code, next === nobody ? null : next)}
              />
            ) : (
              <p className={classes.holder}>{holder?.name ?? '–'}</p>
            )}
          </li>
        )
      })}
    </ul>
  )
} // prettier-ignore
