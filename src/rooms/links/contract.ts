import { z } from 'zod'
import { SubTab } from '#shared/config.ts'
import { endpoint } from '#shared/endpoint.ts'
import { outerId } from '#shared/ids.ts'
import { linkPages } from '#shared/link.ts'

export const LinkPlace = z.strictObject({
  /** Null: outside any. */
  partnershipId: outerId('psh').nullable(),
  customerId: outerId('cus').nullable(),
  subTab: SubTab.nullable(),
  page: z.enum(linkPages).nullable(),
})
export type LinkPlace = z.infer<typeof LinkPlace>

export const links = {
  /**
   * Where a link of a mail leads. `to` null: it has run out, is somebody else's, was changed, or leads to what this person may not see
   * (any more); nothing says which.
   */
  open: endpoint('POST /links/openings', {
    body: z.strictObject({ token: z.string().min(1).max(300) }),
    reply: z.strictObject({ to: LinkPlace.nullable() }),
  }),
}
