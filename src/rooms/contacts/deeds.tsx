import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { noticeDone } from '#ui/notices.tsx'
import { useSend } from '#ui/query.tsx'
import type { Contact, CustomerContacts } from './contract.ts'

/** What else shows a customer's people: the dashboard names one of them. */
const elsewhere = ['GET /customers', 'GET /customers/:id'] as const

/** Shows what a write replied, without asking again. */
export const useShowReply = (customerId: string) => {
  const client = useQueryClient()
  return (reply: CustomerContacts) => {
    client.setQueryData(['GET /customers/:id/contacts', { params: { id: customerId } }], reply)
    for (const line of elsewhere) void client.invalidateQueries({ queryKey: [line] })
  }
}

/** The deeds without a form. Removing can be taken back for a while. */
export const useContactDeeds = (customerId: string) => {
  const show = useShowReply(customerId)
  const adding = useSend('POST /customers/:id/contacts', { onDone: show })
  const removing = useSend('DELETE /customers/:id/contacts/:contactId')
  const assigning = useSend('PUT /customers/:id/contact-types/:type', { onDone: show })

  const bringBack = (contact: Contact, free: readonly string[]) => {
    const { name, email, phone, title, types } = contact
    // A role that somebody took over in the meantime stays with them.
    adding.mutate({ params: { id: customerId }, body: { name, email, phone, title, types: types.filter((type) => free.includes(type)) } })
  }
  return {
    remove: (contact: Contact) =>
      removing.mutate(
        { params: { id: customerId, contactId: contact.id } },
        {
          onSuccess: (reply) => {
            show(reply)
            noticeDone(t`${contact.name} was removed`, () => bringBack(contact, reply.missing))
          },
        },
      ),
    assign: (type: string, contactId: string | null) => assigning.mutate({ params: { id: customerId, type }, body: { contactId } }),
    isBusy: removing.isPending || assigning.isPending,
  }
}
