import { Engine } from 'mrml'
import type { Letter } from '#shared/letter.ts'
import { letterMjml, letterText, type Stationery } from './letter.rules.ts'

/** A letter as it is sent. */
export type Written = { subject: string; preheader: string; text: string; html: string }

let engine: Engine | undefined

const htmlOf = (mjml: string): string => {
  if (!engine) {
    engine = new Engine()
    // Its own default links fonts of another company.
    engine.setRenderOptions({ disableComments: false, socialIconOrigin: null, fonts: {} })
  }
  const made = engine.toHtml(mjml)
  if (made.type === 'error') throw new Error(`A letter could not be laid out: ${made.message}`)
  return made.content
}

/** Throws for a letter that can't be laid out. */
export const writeLetter = (letter: Letter, stationery: Stationery): Written => ({
  subject: letter.subject,
  preheader: letter.preheader ?? '',
  text: letterText(letter, stationery),
  html: htmlOf(letterMjml(letter, stationery)),
})
