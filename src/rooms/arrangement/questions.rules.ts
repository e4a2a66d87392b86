import type { RoomKind } from '#shared/room-kinds.ts'
import type { PatternCode, Piece, PresetCode } from './presets.rules.ts'

/** The five questions of the set-up and what can be answered. The last has one answer, the others any number. */
export const questions = {
  daily: ['refer-leads', 'work-deals', 'serve-customers', 'run-projects'],
  needs: ['sales-material', 'training', 'technical-help', 'figures'],
  talk: ['messages', 'people-to-call', 'help-channels', 'files-to-share'],
  special: ['certification', 'campaigns', 'own-partners', 'scorecards'],
  stage: ['new', 'growing', 'strategic'],
} as const
export type Question = keyof typeof questions
// The keys of the object above, in its order.
export const questionCodes = Object.keys(questions) as Question[]
export type AnswerCode = (typeof questions)[Question][number]
export const answerCodes: readonly AnswerCode[] = questionCodes.flatMap((question): readonly AnswerCode[] => questions[question])

const brings = (kinds: RoomKind[], patterns: PatternCode[] = []): Piece[] => [
  ...kinds.map((kind) => ({ kind })),
  ...patterns.map((pattern) => ({ pattern })),
]

/** The rooms that an answer asks for. */
export const roomsFor: Readonly<Record<AnswerCode, readonly Piece[]>> = {
  'refer-leads': brings(['leads']),
  'work-deals': brings(['deals']),
  'serve-customers': brings(['customers', 'tasks']),
  'run-projects': brings(['projects']),
  'sales-material': brings(['kit', 'brand-guidelines']),
  training: brings([], ['training']),
  'technical-help': brings(['resources'], ['support-hub']),
  figures: brings(['report']),
  messages: brings(['messages']),
  'people-to-call': brings(['contacts']),
  'help-channels': brings(['support']),
  'files-to-share': brings(['shared-files']),
  certification: brings([], ['training']),
  campaigns: brings([], ['campaign']),
  'own-partners': brings(['distributor-partners']),
  scorecards: brings([], ['analytics']),
  new: brings([], ['onboarding']),
  growing: [],
  strategic: [],
}

export type WhyCode = 'strategic' | 'special' | 'new-few' | 'new' | 'growing-few' | 'growing'
export type Recommendation = { preset: PresetCode; why: WhyCode }

/** How many answers besides the stage still are few. */
const few = 2
/** From so many answers of what is special, a set without rooms for it is too narrow. */
const muchSpecial = 2

/** The set that the answers speak for, and why. Rooms that they name and the set lacks come besides. */
export const recommend = (answers: readonly AnswerCode[]): Recommendation => {
  const given = new Set<AnswerCode>(answers)
  const others = answers.filter((answer) => !isOf('stage', answer)).length
  const special = answers.filter((answer) => isOf('special', answer)).length
  if (given.has('strategic')) return { preset: 'advanced', why: 'strategic' }
  if (special >= muchSpecial) return { preset: 'advanced', why: 'special' }
  if (given.has('new')) return others <= few ? { preset: 'minimal', why: 'new-few' } : { preset: 'starter', why: 'new' }
  return others <= few ? { preset: 'starter', why: 'growing-few' } : { preset: 'standard', why: 'growing' }
}

const isOf = (question: Question, answer: AnswerCode) => (questions[question] as readonly AnswerCode[]).includes(answer)

/** Whether every question is answered, the last with one answer. */
export const areAnswered = (answers: readonly AnswerCode[]): boolean =>
  questionCodes.every((question) => {
    const given = answers.filter((answer) => isOf(question, answer)).length
    return question === 'stage' ? given === 1 : given > 0
  })

export const wantedBy = (answers: readonly AnswerCode[]): Piece[] => answers.flatMap((answer) => roomsFor[answer])
