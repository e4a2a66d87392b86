import { describe, expect, it } from 'vitest'
import { subnetOf } from './address.ts'
import { deviceOf, driftOf } from './device.ts'

const chrome = (version: number, system = 'X11; Linux x86_64') =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`
const agents = {
  firefox: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  safari: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
  phone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  edge: `${chrome(142, 'Windows NT 10.0; Win64; x64')} Edg/142.0.0.0`,
  android: chrome(142, 'Linux; Android 15; Pixel 9'),
}
const usual = {
  'user-agent': chrome(142),
  'accept-language': 'sv-SE,sv;q=0.9',
  'sec-ch-ua-platform': '"Linux"',
  'sec-ch-ua-mobile': '?0',
  'x-portal-device': 'zone=Europe/Stockholm;cores=8;touch=0',
}
const drift = (change: Record<string, string | undefined>, from: Record<string, string | undefined> = usual) =>
  driftOf(deviceOf(from).text, deviceOf({ ...from, ...change }).text)

describe('what a browser is called', () => {
  it.each([
    [usual['user-agent'], 'Chrome on Linux'],
    [agents.firefox, 'Firefox on Windows'],
    [agents.safari, 'Safari on macOS'],
    [agents.phone, 'Safari on iOS'],
    [agents.edge, 'Edge on Windows'],
    [agents.android, 'Chrome on Android'],
    ['curl/8.5.0', 'curl'],
    ['', 'unknown'],
  ])('%s', (agent, label) => expect(deviceOf({ 'user-agent': agent }).label).toBe(label))
})

describe('how far a browser has moved', () => {
  it('is nothing for the same one', () => expect(drift({})).toBe('same'))
  it.each([
    ['a newer version', { 'user-agent': chrome(143) }],
    ['another first language', { 'accept-language': 'en-GB,en' }],
    ['a journey', { 'x-portal-device': 'zone=Asia/Tokyo;cores=8;touch=0' }],
    ['a newer version in another language', { 'user-agent': chrome(150), 'accept-language': 'en' }],
  ])('is little with %s', (_what, change) => expect(drift(change)).toBe('little'))

  it('is much with two of the soft signs at once', () => {
    expect(drift({ 'x-portal-device': 'zone=Asia/Tokyo;cores=4;touch=0' })).toBe('much')
    expect(drift({ 'accept-language': 'en', 'x-portal-device': 'zone=Europe/Stockholm;cores=8;touch=1' })).toBe('much')
  })

  it.each([
    ['an older version', { 'user-agent': chrome(141) }],
    ['another family', { 'user-agent': agents.firefox }],
    ['another system', { 'user-agent': chrome(142, 'Windows NT 10.0') }],
    ['another platform hint', { 'sec-ch-ua-platform': '"Windows"' }],
    ['a mobile that was none', { 'sec-ch-ua-mobile': '?1' }],
    ['what the page says of itself missing', { 'x-portal-device': undefined }],
    ['no agent at all', { 'user-agent': undefined }],
  ])('is another browser with %s', (_what, change) => expect(drift(change)).toBe('other'))

  it('does not mind what was never said', () => expect(drift({}, { 'user-agent': 'curl/8.5.0' })).toBe('same'))
})

describe('the subnet of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:0DB8:0001::', '2001:db8:1:0::/64'],
    ['nonsense', 'unknown'],
  ])('%s', (address, subnet) => expect(subnetOf(address)).toBe(subnet))
})

describe('a browser that follows a link by itself, without a word of ours or a hint', () => {
  const { 'user-agent': agent, 'accept-language': language } = usual
  const followed = (link: Record<string, string | undefined>) => {
    const before = deviceOf(usual).text
    return driftOf(before, deviceOf(link, before).text)
  }
  it('is the same one', () => expect(followed({ 'user-agent': agent, 'accept-language': language })).toBe('same'))
  it('is another one when what it does say is another’s', () => {
    expect(followed({ 'user-agent': agents.firefox, 'accept-language': language })).toBe('other')
    expect(followed({ 'user-agent': agent, 'accept-language': language, 'sec-ch-ua-platform': '"Windows"' })).toBe('other')
  })
})
