import type { PortalConfig, Role } from '#shared/config.ts'
import type { ContactIn } from '#rooms/contacts/intake.actions.ts'
import type { TagIn } from '#rooms/customers/intake.actions.ts'
import type { AssignmentIn, MembershipIn, StaffPartnerIn, UserIn } from '#rooms/partners/people.actions.ts'
import { demoAccounts, type DemoAccount } from './accounts.ts'
import type { CustomerPlan } from './customers.ts'
import type { Dice } from './dice.ts'
import type { DemoSize, PartnerPlan, PartnershipPlan } from './plan.ts'
import { familyNames, givenNames, tagLabels, titles } from './words.ts'

const personName = (dice: Dice) => `${dice.pick('given', givenNames)} ${dice.pick('family', familyNames)}`

/** The people of a customer and the types that they hold; one person often holds several, some types nobody. */
export const contactRows = (customer: CustomerPlan, { partner, externalId }: PartnershipPlan, types: readonly string[]): ContactIn[] => {
  const dice = customer.dice.of('contacts')
  const people = Math.min(types.length, dice.between('people', 1, 3))
  const held = Array.from({ length: people }, (): string[] => [])
  types.forEach((type, at) => {
    if (at > 0 && dice.isHit(`without ${type}`, 0.15)) return
    held[at < people ? at : dice.between(`holder ${type}`, 0, people - 1)]?.push(type)
  })
  return held.map((own, at) => {
    const person = dice.of(at)
    const name = personName(person)
    return {
      partner, partnership: externalId, customer: customer.externalId, name, types: own,
      email: `${name.toLowerCase().replace(' ', '.')}.${at + 1}@${customer.externalId.toLowerCase()}.example`,
      phone: person.isHit('phone', 0.7) ? `+46 8 ${person.between('phone a', 100, 999)} ${person.between('phone b', 10, 99)} ${person.between('phone c', 10, 99)}` : null,
      title: person.pick('title', titles),
    }
  }) // prettier-ignore
}

export const tagRows = (customer: CustomerPlan, { partner, externalId }: PartnershipPlan): TagIn[] => {
  const dice = customer.dice.of('tags')
  return tagLabels
    .filter((label) => dice.isHit(label, 0.11))
    .slice(0, 4)
    .map((label) => ({ partner, partnership: externalId, customer: customer.externalId, label }))
}

const roleOf = (config: PortalConfig, account: DemoAccount['as']): Role | undefined => {
  const has = (side: Role['side'], wanted: (role: Role) => boolean) => config.roles.find((role) => role.side === side && wanted(role))
  if (account === 'partner-admin') return has('partner', (role) => role.reach === 'all')
  if (account === 'vendor-administrator') return has('vendor', (role) => role.reach === 'all')
  if (account === 'vendor-partner-manager') return has('vendor', (role) => role.reach === 'assigned')
  const reads = (role: Role) => role.permissions.includes('customer.read')
  const signsIn = (role: Role) => role.reach === 'assigned' && role.permissions.includes('portal.sign-in')
  return account === 'partner-user'
    ? has('partner', (role) => signsIn(role) && reads(role))
    : has('partner', (role) => signsIn(role) && !reads(role))
}

/** The demo's accounts as far as the configuration has a role for them, and an Admin without a password for every other partner. */
export const peopleRows = (partners: readonly PartnerPlan[], config: PortalConfig, password: string) => {
  const users: UserIn[] = []
  const memberships: MembershipIn[] = []
  const staffPartners: StaffPartnerIn[] = []
  for (const { email, name, as } of demoAccounts) {
    const role = roleOf(config, as)
    if (!role) continue
    users.push({ email, name, side: role.side, vendorRole: role.side === 'vendor' ? role.code : null, password })
    if (role.side === 'partner')
      for (const { partner, externalId } of partners[0]?.partnerships ?? [])
        memberships.push({ email, partner, partnership: externalId, role: role.code, customerScope: role.reach })
    else if (role.reach === 'assigned')
      partners.slice(0, Math.ceil(partners.length * 0.6)).forEach(({ externalId }) => staffPartners.push({ email, partner: externalId }))
  }
  const admin = roleOf(config, 'partner-admin')
  for (const partner of partners.slice(1)) {
    const email = `admin@${partner.externalId.toLowerCase()}.example`
    users.push({ email, name: personName(partner.dice.of('admin')), side: 'partner' })
    if (admin)
      for (const { externalId } of partner.partnerships)
        memberships.push({ email, partner: partner.externalId, partnership: externalId, role: admin.code, customerScope: 'all' })
  }
  return { users, memberships, staffPartners }
}

const assignedCount: Record<DemoSize, number> = { small: 6, medium: 25, large: 100 }

/** The customers that the restricted account sees: every so-manieth of each partnership, so that all kinds are among them. */
export const assignmentRows = (partnership: PartnershipPlan, customers: readonly CustomerPlan[], size: DemoSize): AssignmentIn[] => {
  const account = demoAccounts.find(({ as }) => as === 'partner-user')
  if (!account || (partnership.story !== 'main' && partnership.story !== 'second')) return []
  const wanted = Math.min(customers.length, assignedCount[size])
  return Array.from({ length: wanted }, (_, at) => customers[Math.floor((at * customers.length) / wanted)])
    .filter((customer) => customer !== undefined)
    .map((customer) => ({
      email: account.email,
      partner: partnership.partner,
      partnership: partnership.externalId,
      customer: customer.externalId,
    }))
}
