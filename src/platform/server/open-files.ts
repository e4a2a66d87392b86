import { join } from 'node:path'
import type { FileStore } from './files.ts'
import { openLocalFiles } from './local-files.ts'
import type { Settings } from './settings.ts'

/** The files of the settings' realm, in a bucket when one is named, in a folder otherwise: the demo's are apart. */
export const openFiles = async ({ filesDir, s3, realm }: Pick<Settings, 'filesDir' | 's3' | 'realm'>): Promise<FileStore> => {
  if (!s3) return openLocalFiles(join(filesDir, realm))
  const { openS3Files } = await import('./s3-files.ts') // a large library, which a folder does without
  return openS3Files({ ...s3, prefix: `${s3.prefix}${realm}/` })
}
