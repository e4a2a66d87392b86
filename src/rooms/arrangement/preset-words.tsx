import { t } from '@lingui/core/macro'
import type { PresetCode } from './presets.rules.ts'
import type { AnswerCode, Question, WhyCode } from './questions.rules.ts'

export const presetLabel = (code: PresetCode): string => presetWords()[code].label
export const presetAbout = (code: PresetCode): string => presetWords()[code].about

const presetWords = (): Record<PresetCode, { label: string; about: string }> => ({
  minimal: { label: t`Minimal`, about: t`The few rooms that nobody can do without.` },
  starter: {
    label: t`Starter set`,
    about: t`What to begin with, an onboarding and a training room among it. Add more as you learn what partners use.`,
  },
  standard: { label: t`Standard`, about: t`What most partner programmes need every day.` },
  advanced: { label: t`Advanced`, about: t`Every room of the portal, and rooms of your own that open step by step.` },
})

export const questionWords = (question: Question): { label: string; about: string } =>
  ({
    daily: { label: t`What do partners do every day?`, about: t`They get rooms for that first.` },
    needs: { label: t`What do they need to know?`, about: t`So that they find it without asking.` },
    talk: { label: t`How do you keep in touch?`, about: t`Rooms for talking to each other.` },
    special: { label: t`What is special about your programme?`, about: t`Rooms of your own fill the gaps.` },
    stage: { label: t`Where do these partners stand?`, about: t`New partners are helped by few rooms, strategic ones by all.` },
  })[question]

export const answerWords = (answer: AnswerCode): string =>
  ({
    'refer-leads': t`They refer leads`,
    'work-deals': t`They work on deals`,
    'serve-customers': t`They look after customers`,
    'run-projects': t`They run projects`,
    'sales-material': t`Sales and brand material`,
    training: t`Training`,
    'technical-help': t`Technical guides`,
    figures: t`Figures and reports`,
    messages: t`Messages`,
    'people-to-call': t`People to call`,
    'help-channels': t`Help channels`,
    'files-to-share': t`Files that go back and forth`,
    certification: t`Certification`,
    campaigns: t`Joint campaigns`,
    'own-partners': t`Partners that have partners of their own`,
    scorecards: t`Scorecards and reviews`,
    new: t`They are new`,
    growing: t`They are growing`,
    strategic: t`They are strategic`,
  })[answer]

export const whyWords = (why: WhyCode): string =>
  ({
    strategic: t`Strategic partners work with you in every part of the programme, so every room is of use to them.`,
    special: t`Your programme has several things of its own. Only this set has rooms for them.`,
    'new-few': t`New partners with few needs find their way fastest in few rooms.`,
    new: t`New partners are led by the onboarding room, and what you named has its place.`,
    'growing-few': t`You named little that they need: begin small and add rooms when they are missed.`,
    growing: t`Growing partners use most of the portal every week.`,
  })[why]
