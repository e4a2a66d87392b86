/** Someone of the demo that anybody may be. */
export type DemoAccount = {
  email: string
  password: string
  name: string
  about: string
  as: 'partner-admin' | 'partner-user' | 'partner-marketing' | 'vendor-administrator' | 'vendor-partner-manager'
}

/** Printed wherever the demo is offered: it protects nothing. */
export const demoPassword = 'northern lights over the harbour'

export const demoAccounts: DemoAccount[] = [
  {
    email: 'alma.sund@demo.example', password: demoPassword, name: 'Alma Sund', as: 'partner-admin',
    about: 'Admin of a partner that manages security for its customers and resells in another region',
  },
  {
    email: 'jonas.vik@demo.example', password: demoPassword, name: 'Jonas Vik', as: 'partner-user',
    about: 'User of the same partner who sees only the customers assigned to him',
  },
  {
    email: 'mira.kalt@demo.example', password: demoPassword, name: 'Mira Kalt', as: 'partner-marketing',
    about: 'Marketing at the same partner: the partner kit, no customer data',
  },
  {
    email: 'ines.marsh@demo.example', password: demoPassword, name: 'Ines Marsh', as: 'vendor-administrator',
    about: "Administrator at the vendor: every partner's portal and people, the vendor's own, the audit log",
  },
  {
    email: 'teodor.lund@demo.example', password: demoPassword, name: 'Teodor Lund', as: 'vendor-partner-manager',
    about: 'Partner manager at the vendor: looks at the partners assigned to him, read-only',
  },
] // prettier-ignore
