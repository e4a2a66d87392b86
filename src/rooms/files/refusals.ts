import { Problem } from '#shared/problem.ts'

/** What a file is not taken for. Each message is for whoever brought it, and ends with what to do. */
const refusal = (code: string, status: number) => (publicMessage: string) => new Problem(code, status, { publicMessage })

export const unsafe = refusal('file.unsafe', 415)
export const damaged = refusal('file.damaged', 415)
export const notWhatItSays = refusal('file.not-what-it-says', 415)
export const notTaken = refusal('file.kind-not-taken', 415)
export const tooLarge = refusal('file.too-large', 413)
