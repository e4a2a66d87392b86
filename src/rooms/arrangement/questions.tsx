import { Checkbox, Group, Radio, Stack, Text } from '@mantine/core'
import { Trans } from '@lingui/react/macro'
import { answerWords, presetLabel, questionWords, whyWords } from './preset-words.tsx'
import { looksOf } from './presets.rules.ts'
import { areAnswered, questionCodes, questions, recommend, roomsFor, type AnswerCode, type Question } from './questions.rules.ts'
import classes from './sets.module.css'

type QuestionsProps = { answers: readonly AnswerCode[]; change: (answers: readonly AnswerCode[]) => void }

/** The five questions, and what their answers speak for. */
export const Questions = ({ answers, change }: QuestionsProps) => (
  <Stack gap="lg">
    {questionCodes.map((question) => (
      <One key={question} question={question} answers={answers} change={change} />
    ))}
    {areAnswered(answers) ? (
      <Suggestion answers={answers} />
    ) : (
      <Text size="sm" c="dimmed">
        <Trans>Answer all five to see which set fits.</Trans>
      </Text>
    )}
  </Stack>
)

const One = ({ question, answers, change }: QuestionsProps & { question: Question }) => {
  const { label, about } = questionWords(question)
  const offered: readonly AnswerCode[] = questions[question]
  const own = offered.filter((one) => answers.includes(one))
  const others = answers.filter((one) => !offered.includes(one))
  const set = (next: readonly string[]) => change([...others, ...offered.filter((one) => next.includes(one))])
  if (question === 'stage')
    return (
      <Radio.Group label={label} description={about} value={own[0] ?? ''} onChange={(next) => set([next])}>
        <Group gap="md" mt={8}>
          {offered.map((one) => (
            <Radio key={one} value={one} label={answerWords(one)} />
          ))}
        </Group>
      </Radio.Group>
    )
  return (
    <Checkbox.Group label={label} description={about} value={own} onChange={set}>
      <div className={classes.answers}>
        {offered.map((one) => (
          <Checkbox key={one} value={one} label={answerWords(one)} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

const Suggestion = ({ answers }: { answers: readonly AnswerCode[] }) => {
  const { preset, why } = recommend(answers)
  const set = presetLabel(preset)
  const asking = answers.filter((answer) => roomsFor[answer].length > 0)
  return (
    <div className={classes.suggestion}>
      <p>
        <strong>
          <Trans>{set} fits.</Trans>
        </strong>{' '}
        {whyWords(why)}
      </p>
      <ul>
        {asking.map((answer) => (
          <li key={answer}>
            {answerWords(answer)}: {roomsFor[answer].map((piece) => looksOf(piece).label).join(', ')}
          </li>
        ))}
      </ul>
    </div>
  )
}
