import { readFile } from 'node:fs/promises'
import { createSecureContext, Server } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import type { Log } from './log.ts'
import { CannotStart, type Settings } from './settings.ts'

export type Tls = { cert: Buffer; key: Buffer; minVersion: 'TLSv1.2' }

/** The certificate and its key, which belong together. Throws CannotStart. */
export const readTls = async (files: NonNullable<Settings['tls']>): Promise<Tls> => {
  const [cert, key] = await Promise.all([read('TLS_CERT_FILE', files.certFile), read('TLS_KEY_FILE', files.keyFile)])
  const tls = { cert, key, minVersion: 'TLSv1.2' } as const
  try {
    createSecureContext(tls)
  } catch (cause) {
    throw new CannotStart(
      `${files.certFile} and ${files.keyFile} are no certificate and its key: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    )
  }
  return tls
}

/** A renewed certificate is taken up at SIGHUP; one that can't be used leaves the one before in place. */
export const renewOnHangup = (app: FastifyInstance, files: NonNullable<Settings['tls']>, log: Log): void => {
  process.on('SIGHUP', () => void renew(app, files, log))
}

const renew = async (app: FastifyInstance, files: NonNullable<Settings['tls']>, log: Log) => {
  try {
    const tls = await readTls(files)
    const server: unknown = app.server
    if (server instanceof Server) server.setSecureContext(tls)
    log.info('the certificate was read anew')
  } catch (error) {
    log.error({ err: error }, 'the certificate was kept as it was')
  }
}

const read = (name: string, path: string): Promise<Buffer> =>
  readFile(path).catch((cause: unknown) => {
    throw new CannotStart(`${name} names ${path}, which can't be read.`, { cause })
  })
