/** How much something matters; a mail shows it in words and colour. */
export type LetterTone = 'high' | 'medium' | 'low' | 'plain'

/** One line of a list: what it is, what is to be known of it, and where it leads. */
export type LetterRow = {
  title: string
  detail?: string
  mark?: { text: string; tone: LetterTone }
  /** A path of the portal: `/go#…`. */
  path?: string
}

export type LetterBlock =
  | { is: 'section' | 'heading' | 'text' | 'note'; text: string }
  | { is: 'link'; label: string; path: string }
  /** `isShown`: its address stands below it, for whoever can't press it. */
  | { is: 'button'; label: string; path: string; isShown?: true }
  | { is: 'rows'; rows: LetterRow[] }
  | { is: 'figures'; figures: { label: string; value: string }[] }

/** What a mail says, before it looks like anything. Whatever the texts hold is shown as text; links lead into the portal alone. */
export type Letter = {
  /** One line, without anybody's customers: subjects stand on locked screens. */
  subject: string
  /** What mail programs show beside the subject. */
  preheader?: string
  /** Above everything; the subject when absent. */
  title?: string
  blocks: LetterBlock[]
  /** Why the reader gets it, below everything. */
  foot?: string
  /** One click, for the mail program's own button and a link at the foot: a path that answers a POST. */
  unsubscribe?: { label: string; path: string } | undefined
}
