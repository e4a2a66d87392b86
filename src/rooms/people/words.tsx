import { t } from '@lingui/core/macro'
import type { Permission } from '#shared/config.ts'

/** What a permission lets people do, as a list of a role says it. */
export const permissionLabel = (permission: Permission): string =>
  ({
    'customer.read': t`See customers`,
    'customer.tag': t`Tag customers`,
    'commercial.read': t`See orders, prices and renewals`,
    'usage.read': t`See usage`,
    'activity.read': t`See activity and retention signals`,
    'task.read': t`See tasks`,
    'task.edit': t`Work on tasks`,
    'contact.read': t`See contacts`,
    'contact.edit': t`Change contacts`,
    'report.read': t`See reports`,
    'report.export': t`Export reports`,
    'kit.read': t`See the partner kit and resources`,
    'person.read': t`See people and roles`,
    'person.edit': t`Change people and roles`,
    'person.view-as': t`See the portal as somebody else does`,
    'room.edit': t`Arrange rooms and what stands in them`,
    'partner.edit': t`Change tiers, categories, stages and tags of partners`,
    'audit.read': t`See the audit log`,
    'api.edit': t`Change keys of the API`,
    'settings.edit': t`Change settings`,
    'engine.run': t`Run and retry the engine’s work`,
    'portal.sign-in': t`Sign in`,
  })[permission]
