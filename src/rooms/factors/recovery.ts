import { createHash, randomBytes } from 'node:crypto'
import { crockford, recoveryCodeCount } from './rules.ts'

/** One code: 24 letters of five random bits each. */
const newCode = () => [...randomBytes(24)].map((byte) => crockford[byte & 31]).join('')

export const newCodes = (): string[] => Array.from({ length: recoveryCodeCount }, newCode)

/** What is kept of a code. 120 random bits need no slow hash: nobody can try them all. */
export const hashOfCode = (plain: string): Buffer => createHash('sha256').update(plain).digest()
