import { t } from '@lingui/core/macro'
import { notifications } from '@mantine/notifications'
import { CallProblem, fetchFile, type CallLine, type InputOf } from './api-client.tsx'
import { askForLargeFile } from './large-file.tsx'
import { noticeDone, noticeProblem } from './notices.tsx'

/**
 * Fetches a `file` endpoint and hands it to the browser, with a notice that counts what has arrived. A large one is asked for as an export.
 * Resolves to whether that worked; a problem has been shown by then.
 */
export const download = async <L extends CallLine>(line: L, input: InputOf<L>): Promise<boolean> => {
  const id = crypto.randomUUID()
  const show = (received: number) => ({
    id,
    loading: true,
    autoClose: false as const,
    withCloseButton: false,
    message: received === 0 ? t`Preparing the file` : t`Receiving the file, ${kilobytes(received)} kB so far`,
  })
  notifications.show(show(0))
  try {
    const { blob, name } = await fetchFile(line, input, (received) => notifications.update(show(received)))
    saveFile(blob, name)
    notifications.hide(id)
    noticeDone(t`${name} was downloaded`)
    return true
  } catch (error) {
    notifications.hide(id)
    try {
      if (!(error instanceof CallProblem) || error.code !== 'export.large') throw error
      await askForLargeFile(line, input ?? {})
      return true
    } catch (reason) {
      noticeProblem(reason)
      return false
    }
  }
}

export const saveFile = (blob: Blob, name: string) => {
  const address = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  // The browser has taken the blob over by the next turn; Safari needs a moment more.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

const kilobytes = (bytes: number) => Math.ceil(bytes / 1024)
