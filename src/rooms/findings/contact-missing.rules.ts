import { defineRule } from './rules.ts'

/** Nobody at the customer holds a required contact type; more serious when nobody holds any of them. */
export const contactMissing = defineRule({
  rule: 'contact-missing',
  category: 'commercial',
  subTab: 'contacts',
  reads: 'missingContacts',
  find: (missing) =>
    missing.map(({ customerId, type, hasNobody }) => ({
      customerId,
      objectKey: type,
      severity: hasNobody ? 'medium' : 'low',
      facts: { type },
    })),
})
