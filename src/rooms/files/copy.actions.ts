import { fileTypeFromBuffer } from 'file-type'
import type { Officer } from '#shared/actor.ts'
import { fieldProblem, type Problem } from '#shared/problem.ts'
import { insist } from '#server/access.ts'
import type { Portal } from '#server/deployment.ts'
import { fetchOutward, NotFetched } from '#server/outward.ts'
import type { StoredFile } from './contract.ts'
import { copiedName, extensionOfPicture, isHostOf, mayCopyPictures } from './copies.rules.ts'
import { mayUpload } from './rules.ts'
import { insistLength, takeFile } from './upload.actions.ts'

/** Well within the time that a request has. */
const withinMs = 12_000
/** As much as tells one kind of picture from another. */
const headBytes = 4_100

/**
 * Takes a copy of a picture that stands at an address in the internet, as if its bytes had been brought: looked into and made anew. 400
 * `file.not-fetched`, `file.no-picture-there`, `file.host-not-allowed`, 409 `file.not-in-demo`, `file.copies-are-off`, and whatever an upload
 * answers.
 */
export const copyPicture = async (portal: Portal, actor: Officer, address: string): Promise<StoredFile> => {
  insist(mayUpload(actor, 'image'))
  const hosts = portal.config.embeds.pictures
  insist(mayCopyPictures({ realm: portal.realm, hosts }), 409)
  const host = URL.parse(address)?.hostname ?? ''
  if (!isHostOf(hosts, host))
    throw refused('file.host-not-allowed', `This portal copies no pictures of ${host}. Its configuration says of which hosts it does.`)
  const answer = await fetchOutward(address, {
    accept: 'image/png, image/jpeg, image/gif, image/webp',
    withinMs,
    mayAsk: (one) => isHostOf(hosts, one),
    way: portal.wayOut,
  }).catch((error: unknown) => {
    throw error instanceof NotFetched ? notFetched(error) : error
  })
  try {
    const length = Number(answer.headers['content-length'])
    insistLength(portal, Number.isSafeInteger(length) ? length : undefined)
    const { head, whole } = await begun(answer).catch((cause: unknown) => {
      throw notFetched(new NotFetched('It broke off', { cause }))
    })
    const extension = extensionOfPicture((await fileTypeFromBuffer(head))?.mime)
    if (!extension) throw refused('file.no-picture-there', 'There is no picture at this address that can be used: PNG, JPEG, GIF and WebP can.') // prettier-ignore
    return await takeFile(portal, actor, { name: copiedName(address, extension), purpose: 'image', content: whole, length: undefined, from: host }) // prettier-ignore
  } finally {
    answer.destroy()
  }
}

const refused = (code: string, message: string) => fieldProblem(code, 400, { path: 'address', message })

const notFetched = (error: NotFetched): Problem =>
  refused(
    'file.not-fetched',
    error.status === undefined
      ? 'Nothing could be fetched from this address. Does it open in a browser, without signing in? Otherwise bring the picture as a file.'
      : `Its server answered ${error.status} instead of a picture. Does it open in a browser, without signing in? Otherwise bring the picture as a file.`,
  )

/** The first bytes, and all of them. */
const begun = async (content: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> => {
  const parts = content[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let size = 0
  while (size < headBytes) {
    const { done, value } = await parts.next()
    if (done) break
    read.push(value)
    size += value.byteLength
  }
  const whole = async function* () {
    yield* read
    for (let next = await parts.next(); !next.done; next = await parts.next()) yield next.value
  }
  return { head: Buffer.concat(read), whole: whole() }
}
