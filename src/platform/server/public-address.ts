import { BlockList, isIP } from 'node:net'

// IANA's registries of special-purpose addresses: what is not for everybody in the internet.
const privateV4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24',
  '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
] // prettier-ignore
/** Within 2000::/3, which alone is given out: tunnels to IPv4 (Teredo, 6to4) and what is for tests and documents. */
const privateV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const listOf = (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
const closed = { 4: listOf(privateV4, 'ipv4'), 6: listOf(privateV6, 'ipv6') }
const givenOut = listOf(['2000::/3'], 'ipv6')

/** Whether an IP address is one of the open internet: no own machine, no network of one's own, nothing that leads to either by a detour. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address)
  if (family === 4) return !closed[4].check(address, 'ipv4')
  // IPv4 in the clothes of IPv6 (::ffff:10.0.0.1, 64:ff9b::10.0.0.1) lies outside of what is given out.
  return family === 6 && !address.includes('%') && givenOut.check(address, 'ipv6') && !closed[6].check(address, 'ipv6')
}
