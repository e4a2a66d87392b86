import { CallProblem } from '#ui/api-client.tsx'
import { isSame, type Blocks } from './blocks.rules.ts'

/** What the server is known to have. */
export type Known = { version: number; blocks: Blocks }
export type Theirs = Known & { changedBy: string | null }
/** `conflict`: somebody else saved since; what is here is kept and not sent until the reader has decided. */
export type SaveState =
  | { kind: 'saved' }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'conflict'; base: Blocks; theirs: Theirs }

type SaverParts<Reply> = {
  known: Known
  save: (given: Known & { keepsOther: boolean }) => Promise<Reply & { version: number }>
  read: () => Promise<Theirs>
  told: (state: SaveState) => void
  saved: (reply: Reply) => void
}

const restMs = 700
const againMs = [2_000, 5_000, 10_000, 30_000]

type Meaning =
  | { kind: 'again'; known: Known }
  | { kind: 'conflict'; theirs: Theirs }
  | { kind: 'failed'; error: unknown; isPassing: boolean }

/** What a save that failed means: somebody was quicker, it is to be sent anew, or it waits. */
const meaningOf = async (
  error: unknown,
  { read, sent, known }: { read: () => Promise<Theirs>; sent: Blocks; known: Known },
): Promise<Meaning> => {
  const isPassing = !(error instanceof CallProblem) || error.status === 0 || error.status === 429 || error.status >= 500
  if (!(error instanceof CallProblem) || error.code !== 'draft.changed-meanwhile') return { kind: 'failed', error, isPassing }
  try {
    const theirs = await read()
    // Our own save whose answer was lost, or one that changed nothing: there is nothing to decide.
    const isNothing = isSame(theirs.blocks, sent) || isSame(theirs.blocks, known.blocks)
    return isNothing ? { kind: 'again', known: theirs } : { kind: 'conflict', theirs }
  } catch (failure) {
    return { kind: 'failed', error: failure, isPassing: true }
  }
}

/**
 * Sends the blocks a moment after they rest, one save at a time, and never over somebody else's. A save that failed on its way is tried
 * again; one that the server can't take waits for the next change.
 */
export class Saver<Reply> {
  readonly #parts: SaverParts<Reply>
  #known: Known
  #wanted: Blocks
  #state: SaveState = { kind: 'saved' }
  #keepsOther = false
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | undefined

  constructor(parts: SaverParts<Reply>) {
    this.#parts = parts
    this.#known = parts.known
    this.#wanted = parts.known.blocks
  }

  /** The version that the server is known to have. */
  get version(): number {
    return this.#known.version
  }

  get isClean(): boolean {
    return this.#wanted === this.#known.blocks || isSame(this.#wanted, this.#known.blocks)
  }

  /** What stands on the screen now. */
  want(blocks: Blocks): void {
    this.#wanted = blocks
    // Until the reader has decided nothing is sent; what a save that is under way does not have, the next one takes along.
    if (this.#state.kind === 'conflict' || this.#running) return
    if (this.isClean) {
      clearTimeout(this.#timer)
      if (this.#state.kind !== 'saved') this.#say({ kind: 'saved' })
      return
    }
    this.#say({ kind: 'waiting' })
    this.#plan(restMs)
  }

  /** Saves now; true when everything is. */
  async settle(): Promise<boolean> {
    await this.#flush()
    return this.isClean && this.#state.kind !== 'conflict'
  }

  /** What the server has by another way than a save of ours. */
  adopt({ version, blocks }: Known): void {
    this.#known = { version, blocks }
    this.#wanted = blocks
    clearTimeout(this.#timer)
    this.#say({ kind: 'saved' })
  }

  /** After a conflict: these blocks are saved over theirs, which are put aside where `keeps` says so. */
  decide(theirs: Known, blocks: Blocks, keeps: boolean): Promise<void> {
    this.#known = theirs
    this.#wanted = blocks
    this.#keepsOther = keeps
    this.#state = { kind: 'waiting' }
    return this.#flush()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #say(state: SaveState) {
    this.#state = state
    this.#parts.told(state)
  }

  #plan(ms: number) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#flush(), ms)
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#state.kind === 'conflict') return
    this.#running ??= this.#send()
    await this.#running
  }

  async #send(): Promise<void> {
    try {
      while (!this.isClean) if (!(await this.#sendOnce())) return
      this.#say({ kind: 'saved' })
    } finally {
      this.#running = undefined
    }
  }

  /** Whether to go on. */
  async #sendOnce(): Promise<boolean> {
    const sent = this.#wanted
    this.#say({ kind: 'saving' })
    try {
      const reply = await this.#parts.save({ version: this.#known.version, blocks: sent, keepsOther: this.#keepsOther })
      this.#known = { version: reply.version, blocks: sent }
      this.#keepsOther = false
      this.#failures = 0
      this.#parts.saved(reply)
      return true
    } catch (error) {
      const meant = await meaningOf(error, { read: this.#parts.read, sent, known: this.#known })
      if (meant.kind === 'again') this.#known = meant.known
      else if (meant.kind === 'conflict') this.#say({ kind: 'conflict', base: this.#known.blocks, theirs: meant.theirs })
      else {
        this.#say({ kind: 'failed', error: meant.error })
        if (meant.isPassing) this.#plan(againMs[Math.min(this.#failures++, againMs.length - 1)] ?? restMs)
      }
      return meant.kind === 'again'
    }
  }
}
