import type { Portal } from '#server/deployment.ts'
import { serve, type Route } from '#server/serve.ts'
import * as actions from './actions.ts'
import { contacts } from './contract.ts'

// Writing asks for reading only: who may see the customer but not edit is told why, by the rule, after 404 was decided.
export const contactRoutes = ({ config }: Portal): Route[] => [
  serve(contacts.list, { access: 'contact.read' }, ({ actor, params }) => actions.listContacts({ actor, config, customerId: params.id })),
  serve(contacts.add, { access: 'contact.read' }, ({ actor, params, body }) =>
    actions.addContact({ actor, config, customerId: params.id }, body),
  ),
  serve(contacts.change, { access: 'contact.read' }, ({ actor, params, body }) =>
    actions.changeContact({ actor, config, customerId: params.id }, params.contactId, body),
  ),
  serve(contacts.remove, { access: 'contact.read' }, ({ actor, params }) =>
    actions.removeContact({ actor, config, customerId: params.id }, params.contactId),
  ),
  serve(contacts.assign, { access: 'contact.read' }, ({ actor, params, body }) =>
    actions.assignType({ actor, config, customerId: params.id }, params.type, body.contactId),
  ),
]
