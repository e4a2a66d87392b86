import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import { emailOf, password, type Answered, type Name, type World } from '../../../test/world.ts'
import type { MadePasskey, MakingOptions, SignedPasskey, SigningOptions } from './contract.ts'
import { codeAt, secretIn, stepAt } from './totp.ts'

export const cookieOf = (answer: Answered): string => {
  const header = answer.headers['set-cookie']
  const set = (Array.isArray(header) ? header : [header]).map(String)
  return set.find((one) => one.includes('pp_sid='))?.split(';')[0] ?? ''
}

/** The password alone: a half session's cookie when a second factor is asked for. */
export const givePassword = async (world: World, as: Name, headers: Record<string, string> = {}): Promise<string> => {
  const answer = await world.send(undefined, 'POST /session', { body: { email: emailOf(as), password }, headers })
  if (answer.status !== 200) throw new Error(`${as} could not give the password: ${JSON.stringify(answer.body)}`)
  return cookieOf(answer)
}

/** The code that an app with the secret shows at the world's present moment. */
export const codeOf = (world: World, secret: string, stepsAgo = 0): string =>
  codeAt(secretIn(secret), stepAt(world.portal.now()) - stepsAgo)

/** Sets up an app for somebody who is signed in completely, and returns its secret and the recovery codes. */
export const setUpTotp = async (world: World, cookie: string) => {
  const offered = await world.send(cookie, 'POST /account/factors/totp-offer', { body: { proof: { password } } })
  const { secret } = offered.body as { secret: string } // the contract's reply
  const confirmed = await world.send(cookie, 'PUT /account/factors/totp', { body: { code: codeOf(world, secret) } })
  if (confirmed.status !== 200) throw new Error(`No app was set up: ${JSON.stringify([offered.body, confirmed.body])}`)
  return { secret, codes: (confirmed.body as { codes: string[] }).codes } // the contract's reply
}

export const told = (world: World) =>
  world.arrange(async (tx) => (await tx.rows(sql<{ name: string }>`select name from event_log order by id`)).map(({ name }) => name))

export const mailsTo = (world: World, as: Name) =>
  world.arrange(async (tx) =>
    (await tx.rows(sql<{ kind: string }>`select m.kind from mail m join app_user u on u.id = m.user_id where u.email = ${emailOf(as)} order by m.id`)).map(
      ({ kind }) => kind,
    ),
  ) // prettier-ignore

// ---------------------------------------------------------------- an authenticator made of software

type Cbor = number | string | Buffer | Map<number | string, Cbor>

const head = (major: number, length: number): Buffer => {
  if (length < 24) return Buffer.from([(major << 5) | length])
  if (length < 256) return Buffer.from([(major << 5) | 24, length])
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}
const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])])
}
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()
const url = (bytes: Buffer) => bytes.toString('base64url')

export type Authenticator = {
  make(options: MakingOptions, given?: { origin?: string; challenge?: string }): MadePasskey
  sign(options: SigningOptions, given?: { origin?: string; challenge?: string; count?: number }): SignedPasskey
}

/** One key on one device; `origin` is where its browser says that it is. */
export const authenticator = (origin: string): Authenticator => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let count = 0
  const clientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }))
  const authData = (rpId: string, flags: number, extra = Buffer.alloc(0)) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(count)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, extra])
  }
  return {
    make: ({ rp, challenge }, given = {}) => {
      count++
      const idLength = Buffer.from([id.length >> 8, id.length & 255])
      const data = authData(rp.id, 0x45, Buffer.concat([Buffer.alloc(16), idLength, id, coseOf(publicKey)]))
      const attestation = new Map<string, Cbor>([['fmt', 'none'], ['attStmt', new Map()], ['authData', data]]) // prettier-ignore
      return {
        id: url(id), rawId: url(id), type: 'public-key', clientExtensionResults: {},
        response: {
          clientDataJSON: url(clientData('webauthn.create', given.challenge ?? challenge, given.origin ?? origin)),
          attestationObject: url(cbor(attestation)),
          transports: ['internal'],
        },
      } // prettier-ignore
    },
    sign: ({ rpId, challenge }, given = {}) => {
      count = given.count ?? count + 1
      const data = authData(rpId, 0x05)
      const client = clientData('webauthn.get', given.challenge ?? challenge, given.origin ?? origin)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      return {
        id: url(id), rawId: url(id), type: 'public-key', clientExtensionResults: {},
        response: { clientDataJSON: url(client), authenticatorData: url(data), signature: url(signature) },
      } // prettier-ignore
    },
  }
}

const coseOf = (key: KeyObject): Buffer => {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cbor(new Map<number, Cbor>([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]])) // prettier-ignore
}
