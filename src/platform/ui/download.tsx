import { t } from '@lingui/core/macro'
import { notifications } from '@mantine/notifications'
import { fetchFile, type CallLine, type InputOf } from './api-client.tsx'
import { noticeDone, noticeProblem } from './notices.tsx'

/**
 * Fetches a `file` endpoint and hands it to the browser, with a notice that counts what has arrived.
 * Resolves to whether it worked; a problem has been shown by then.
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
    noticeProblem(error)
    return false
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
