import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'

/** What each file is, by the line that answers with it while it is small. */
const titles: Record<string, MessageDescriptor> = {
  'GET /customers/workbook': msg`Customers`,
  'GET /report/usage/workbook': msg`Peak usage`,
  'GET /report/orders/usage/workbook': msg`Product usage`,
  'GET /report/orders/acv/workbook': msg`ACV by day`,
  'GET /report/orders/renewals/workbook': msg`Renewals`,
  'GET /report/orders/growth/workbook': msg`Growth by customer`,
  'GET /report/orders/statuses/workbook': msg`Status of orders and customers`,
  'GET /audit/file': msg`Audit log`,
}

export const titleOf = (line: string): MessageDescriptor => titles[line] ?? msg`Export`
