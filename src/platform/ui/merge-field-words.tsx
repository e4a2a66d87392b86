import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import type { MergeField } from '#shared/rich-text.ts'

/** What writers call the fields that are put in for each reader. */
export const mergeFieldWords: Readonly<Record<MergeField, MessageDescriptor>> = {
  'partner.name': msg`Partner’s name`,
  'partnership.name': msg`Partnership’s name`,
  'person.firstName': msg`Reader’s first name`,
  'person.name': msg`Reader’s name`,
  'vendor.name': msg`Our name`,
  'manager.name': msg`Partner manager’s name`,
}
