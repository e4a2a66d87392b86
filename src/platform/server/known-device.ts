import { randomBytes } from 'node:crypto'
import '@fastify/cookie' // its types: request.cookies
import type { FastifyRequest } from 'fastify'
import type { Portal } from './deployment.ts'

// A browser that somebody signed in with completely is known for a while, so that strangers' guesses don't keep them out of it. It gives
// no rights: the password is asked for as ever. One browser may be several people's.

const days = 90
const mostPeople = 4

const cookieNameOf = ({ realm, session }: Portal) => `${session.secureCookie ? '__Host-' : ''}pp${realm === 'demo' ? '_demo' : ''}_device`

type Mark = { device: string; issuedSeconds: number; written: string }

const marksIn = (portal: Portal, request: FastifyRequest): Mark[] =>
  (request.cookies[cookieNameOf(portal)] ?? '')
    .slice(0, 1_000)
    .split('~')
    .flatMap((written) => {
      const [, device, issued] = /^([\w-]{22})\.([0-9a-z]{1,9})\.[\w-]{43}$/.exec(written) ?? []
      return device && issued ? [{ device, issuedSeconds: Number.parseInt(issued, 36), written }] : []
    })

const signed = (email: string, device: string, issued: string) => `device|${email}|${device}|${issued}`

const isOf = (portal: Portal, email: string, { device, issuedSeconds, written }: Mark): boolean => {
  const age = portal.now().epochMilliseconds / 1000 - issuedSeconds
  const [, issued = '', mac = ''] = written.split('.')
  return age < days * 86_400 && portal.keys.isMac('device', signed(email, device, issued), Buffer.from(mac, 'base64url'))
}

/** The browser's own name if whoever has this address signed in with it completely in the last 90 days. */
export const knownDeviceOf = (portal: Portal, request: FastifyRequest, email: string): string | undefined =>
  marksIn(portal, request).find((mark) => isOf(portal, email, mark))?.device

/** The header that makes a browser known for this address; the others that it is known for stay. */
export const knownDeviceCookie = (portal: Portal, request: FastifyRequest, email: string): string => {
  const marks = marksIn(portal, request)
  const own = marks.find((mark) => isOf(portal, email, mark))
  const device = own?.device ?? randomBytes(16).toString('base64url')
  const issued = Math.floor(portal.now().epochMilliseconds / 1000).toString(36)
  const mac = portal.keys.mac('device', signed(email, device, issued)).toString('base64url')
  const others = marks.filter((mark) => mark !== own).map(({ written }) => written)
  const value = [`${device}.${issued}.${mac}`, ...others].slice(0, mostPeople).join('~')
  return `${cookieNameOf(portal)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${days * 86_400}${portal.session.secureCookie ? '; Secure' : ''}`
}
