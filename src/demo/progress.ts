/** Tells how far a fill has come, `done` of `total` customers. */
export type Progress = (done: number, total: number) => void

/** A bar on a terminal; on anything else a line for each tenth. */
export const progressBar = (out: { write(text: string): unknown; isTTY?: boolean }, now: () => number = Date.now): Progress => {
  const began = now()
  let told = -1
  return (done, total) => {
    const share = total === 0 ? 1 : done / total
    const seconds = (now() - began) / 1000
    const left = share > 0 ? Math.ceil(seconds / share - seconds) : undefined
    const figures = `${done} of ${total} customers, ${Math.round(seconds)} s${left === undefined || share === 1 ? '' : `, about ${left} s left`}`
    if (out.isTTY) {
      const filled = Math.round(share * 30)
      out.write(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${Math.floor(share * 100)} %  ${figures}   ${share === 1 ? '\n' : ''}`)
      return
    }
    const tenth = Math.floor(share * 10)
    if (tenth === told) return
    told = tenth
    out.write(`${Math.floor(share * 100)} %  ${figures}\n`)
  }
}
