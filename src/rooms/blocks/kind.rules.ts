import { z } from 'zod'
import { anchorOf } from './anchors.rules.ts'
import { isPlain, notPlain } from '#shared/rich-text.ts'

/** One line of the list of contents; `anchor` is the id of what it leads to. */
export type Heading = { anchor: string; level: 1 | 2 | 3; text: string }
export type BlockProblem = { path: string; message: string }
/** What the deployment allows to be shown from elsewhere. */
export type Outside = { hosts: readonly string[]; videos: readonly string[] }

/** What the portal knows of a kind of block, besides its screens. */
export type KindRules<S extends z.ZodType = z.ZodType> = {
  /** What may be published; a draft may still miss some of it. */
  settings: S
  /** What a new block begins with. */
  initial: Readonly<Record<string, unknown>>
  /** What can be read in it, for searching. */
  words(settings: z.output<S>): string[]
  /** Its part of the list of contents; `data` is what was resolved for the reader. */
  headings?(block: { id: string; settings: z.output<S> }, data: unknown): Heading[]
  /** What the reader is given of it, with what was resolved for them; null: there is nothing in it for them. Absent: all of it. */
  forReader?(settings: z.output<S>, data: unknown): Record<string, unknown> | null
  /** What only the deployment can refuse. */
  refused?(settings: z.output<S>, outside: Outside): BlockProblem[]
}

export const blockKind = <S extends z.ZodType>(rules: KindRules<S>): KindRules<S> => rules

const plain = (schema: z.ZodString) => schema.refine((text) => isPlain(text), notPlain)

/** One line that may stay empty. */
export const Line = (max: number) => plain(z.string().trim().max(max, `Use at most ${max} characters.`))

/** One line that has to be there. */
export const FilledLine = (max: number, missing: string) =>
  plain(z.string().trim().min(1, missing).max(max, `Use at most ${max} characters.`))

/** Some lines that may stay empty. */
export const Lines = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Use at most ${max} characters.`)
    .refine((text) => isPlain(text, { lines: true }), notPlain)

/** What a block is called above its content; empty: nothing stands there. */
export const Title = Line(200).default('')

/** The list of contents leads to a block by its title. */
export const titleHeading = ({ id, settings }: { id: string; settings: { title: string } }): Heading[] =>
  settings.title ? [{ anchor: anchorOf(id), level: 1, text: settings.title }] : []

/** What is written, without what is empty. */
export const written = (...lines: (string | undefined)[]): string[] => lines.flatMap((line) => (line ? [line] : []))
