import { sql } from 'kysely'
import type { PortalConfig } from '#shared/config.ts'
import { defaultFrequency, eventNames, ruleOf } from './rules.ts'

/** The catalogue of events as rows, each with both sides' default. */
export const catalogueRows = () => sql`
  (select * from jsonb_to_recordset(${JSON.stringify(
    eventNames.map((event) => {
      const rule = ruleOf(event)
      return {
        event,
        needs: rule.needs,
        by_role: rule.byRole,
        reaches_mail_only: rule.reachesMailOnly ?? false,
        is_mandatory: rule.isMandatory ?? false,
        reaches_muted: rule.reachesMuted ?? false,
        portal: rule.portal,
        partner_mail: defaultFrequency(event, 'mail', 'partner'),
        vendor_mail: defaultFrequency(event, 'mail', 'vendor'),
      }
    }),
  )}::jsonb) as k(event text, needs text, by_role text, reaches_mail_only boolean, is_mandatory boolean, reaches_muted boolean,
                  portal text, partner_mail text, vendor_mail text))`

/** The configuration's roles as rows. A partner's own roles stand in `partner_role`. */
export const roleRows = ({ roles }: PortalConfig) => sql`
  (select * from jsonb_to_recordset(${JSON.stringify(
    roles.map(({ code, side, reach, permissions }) => ({ code, side, is_whole: reach === 'all', permissions })),
  )}::jsonb) as r(code text, side text, is_whole boolean, permissions text[]))`

/** What somebody with these permissions may hear of: `k` is a row of the catalogue. */
export const isWithin = (permissions: ReturnType<typeof sql>) => sql`
  (k.needs is null or k.needs = any (${permissions}) or (k.reaches_mail_only and not 'portal.sign-in' = any (${permissions})))`
