import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { checkedFolder, checkedKey, rangeWithin, type ByteRange, type FileStore, type Head, type Kept } from './files.ts'
import type { S3Settings } from './settings.ts'

/** Parts of a large file that are on their way at once, and how long each is: what one upload holds in memory. */
const partsAtOnce = 2
const partBytes = 5 * 1_048_576

type Bucket = { client: S3Client; bucket: string; prefix: string }

/** Files in a bucket of Amazon S3 or of whatever speaks its protocol. `prefix` is '' or ends with a slash. */
export const openS3Files = ({ bucket, endpoint, region, credentials, prefix }: S3Settings): FileStore => {
  const client = new S3Client({
    region,
    // By the way of a path, which every server of that protocol understands; Amazon's own is asked as it likes to be.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials ? { credentials: { accessKeyId: credentials.key, secretAccessKey: credentials.secret } } : {}),
    // The newer checksums are sent in trailers that older servers keep as part of the file; the length is compared instead.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  const at: Bucket = { client, bucket, prefix }
  return {
    put: async (key, content, { signal } = {}) => put(at, checkedKey(key), content, signal),
    get: async (key, range) => get(at, checkedKey(key), range),
    head: async (key) => head(at, checkedKey(key)),
    delete: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + checkedKey(key) }))
    },
    list: (folder) => list(at, checkedFolder(folder)),
  }
}

const put = async (
  { client, bucket, prefix }: Bucket,
  key: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Kept> => {
  const hash = createHash('sha256')
  let size = 0
  const measured = async function* () {
    for await (const chunk of content) {
      signal?.throwIfAborted()
      hash.update(chunk)
      size += chunk.byteLength
      yield chunk
    }
    signal?.throwIfAborted()
  }
  const upload = new Upload({
    client,
    params: { Bucket: bucket, Key: prefix + key, Body: Readable.from(measured()), ContentType: 'application/octet-stream' },
    queueSize: partsAtOnce,
    partSize: partBytes,
  })
  const giveUp = () => void upload.abort().catch(() => undefined) // what it was for is over; the bucket's own rule clears parts that stay
  signal?.addEventListener('abort', giveUp, { once: true })
  const mark = await upload.done().finally(() => signal?.removeEventListener('abort', giveUp))
  const kept = await orUndefined(client.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix + key })))
  // With another mark it is somebody else's, who was later.
  if (kept?.ETag === mark.ETag && kept?.ContentLength !== size)
    throw new Error(`${key} has ${kept?.ContentLength ?? 'no'} bytes in the bucket instead of ${size}`)
  return { size, sha256: hash.digest('hex') }
}

const get = async ({ client, bucket, prefix }: Bucket, key: string, range: ByteRange | undefined) => {
  const known = range && (await head({ client, bucket, prefix }, key))
  if (range && !known) return undefined
  const part = range && known && rangeWithin(range, known.size)
  const found = await orUndefined(
    client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + key, ...(part ? { Range: `bytes=${part.start}-${part.end}` } : {}) })),
  )
  if (!found) return undefined
  const content = found.Body
  if (!(content instanceof Readable)) throw new Error(`${key} came without content`)
  return { head: known ?? headFrom(found.ContentLength, found.LastModified), content }
}

const head = async ({ client, bucket, prefix }: Bucket, key: string): Promise<Head | undefined> => {
  const found = await orUndefined(client.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix + key })))
  return found && headFrom(found.ContentLength, found.LastModified)
}

async function* list({ client, bucket, prefix }: Bucket, folder: string): AsyncGenerator<Head & { key: string }> {
  let ContinuationToken: string | undefined
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix + folder, ContinuationToken }))
    for (const { Key, Size, LastModified } of page.Contents ?? [])
      if (Key !== undefined) yield { key: Key.slice(prefix.length), ...headFrom(Size, LastModified) }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (ContinuationToken !== undefined)
}

const headFrom = (size: number | undefined, changedAt: Date | undefined): Head => {
  if (size === undefined || changedAt === undefined)
    throw new Error('The bucket does not say how long a file is and since when it is there')
  return { size, changedAt: Temporal.Instant.fromEpochMilliseconds(changedAt.getTime()) }
}

const orUndefined = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined
    throw error
  }
}
