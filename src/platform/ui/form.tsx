import { Button, Group } from '@mantine/core'
import { Trans } from '@lingui/react/macro'
import { useForm, type FormErrors } from '@mantine/form'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import type { z } from 'zod'
import { CallProblem } from './api-client.tsx'
import classes from './form.module.css'
import { mayLeave, useLeaveGuard } from './leave-guard.tsx'
import { ProblemNote } from './problem-note.tsx'
import { ReasonedButton } from './reasoned-button.tsx'

type FormOptions<Values, Reply> = {
  initial: Values
  /** The contract's schema of the body, imported when the form is shown: `() => import('./contract.ts').then((it) => it.Contact)`. */
  schema: () => Promise<z.ZodType>
  send: (values: Values) => Promise<Reply>
  onDone: (reply: Reply) => void
}

/** A form whose fields are checked on blur by the server's own schema, and take the server's answers. */
export const useContractForm = <Values extends Record<string, unknown>, Reply>(options: FormOptions<Values, Reply>) => {
  const schema = useSchema(options.schema)
  const [problem, setProblem] = useState<unknown>()
  const [isSending, setSending] = useState(false)
  const form = useForm<Values>({
    mode: 'controlled',
    initialValues: options.initial,
    validate: (values) => errorsOf(schema.current, values),
  })
  const whenLetGo = useLetGo()
  useLeaveGuard(form.isDirty() && !isSending)

  const send = async (values: Values) => {
    setSending(true)
    setProblem(undefined)
    try {
      const reply = await options.send(values)
      form.resetDirty(values)
      options.onDone(reply)
    } catch (error) {
      const fields = error instanceof CallProblem ? error.fields : []
      const own = fields.map(({ path, message }) => [path.replace(/^body\./, ''), message] as const)
      form.setErrors(Object.fromEntries(own))
      // What no field of this form can show is said above it.
      if (own.length === 0 || own.some(([path]) => !((path.split('.')[0] ?? '') in values))) setProblem(error)
    } finally {
      setSending(false)
    }
  }
  return {
    values: form.values,
    set: form.setFieldValue,
    /** What an input needs: `<TextInput label="Name" {...form.field('name')} />`. */
    field: (path: string) => ({ ...form.getInputProps(path), onBlur: () => whenLetGo(() => void form.validateField(path)) }),
    submit: form.onSubmit((values) => void send(values), focusFirst),
    isSending,
    isDirty: form.isDirty(),
    problem,
  }
}

type ShownForm = { submit: (event?: FormEvent<HTMLFormElement>) => void; isSending: boolean; problem: unknown }

/** One column of fields with its two ways out below. */
export const ContractForm = ({
  form,
  submit,
  refusal,
  cancel,
  children,
}: {
  form: ShownForm
  submit: ReactNode
  /** Why it can't be sent; undefined: it can. */
  refusal?: string | undefined
  cancel?: () => void
  children: ReactNode
}) => (
  <form className={classes.form} onSubmit={form.submit} noValidate>
    <ProblemNote problem={form.problem} />
    {children}
    <Group gap="sm" mt="xs">
      <ReasonedButton type="submit" loading={form.isSending} reason={refusal} onClick={() => {}}>
        {submit}
      </ReasonedButton>
      {cancel && (
        <Button variant="default" onClick={() => mayLeave() && cancel()}>
          <Trans>Cancel</Trans>
        </Button>
      )}
    </Group>
  </form>
)

/**
 * Work for now or, while the pointer is pressed, for when it is let go: a complaint that moves what is under it would take the click away
 * from the button that somebody is about to press.
 */
const useLetGo = () => {
  const isPressed = useRef(false)
  const waiting = useRef<(() => void)[]>([])
  useEffect(() => {
    const press = () => (isPressed.current = true)
    const letGo = () => {
      isPressed.current = false
      setTimeout(() => waiting.current.splice(0).forEach((work) => work())) // the click comes right behind
    }
    const listening = new AbortController()
    const options = { capture: true, signal: listening.signal }
    document.addEventListener('pointerdown', press, options)
    document.addEventListener('pointerup', letGo, options)
    document.addEventListener('pointercancel', letGo, options)
    return () => listening.abort()
  }, [])
  return (work: () => void) => {
    if (isPressed.current) waiting.current.push(work)
    else work()
  }
}

/** Fetched beside the form, so that the first screen of the app carries no validation. */
const useSchema = (load: () => Promise<z.ZodType>) => {
  const schema = useRef<z.ZodType>(undefined)
  const wanted = useRef(load)
  useEffect(() => {
    const fetchSchema = async () => {
      // The policy of the page allows no code made from text, which zod would try as soon as a schema is built.
      const { config } = await import('zod')
      config({ jitless: true })
      schema.current = await wanted.current()
    }
    // Without it nothing is checked before sending; the server checks all the same.
    fetchSchema().catch(() => {})
  }, [])
  return schema
}

const errorsOf = (schema: z.ZodType | undefined, values: unknown): FormErrors => {
  const parsed = schema?.safeParse(values)
  if (!parsed || parsed.success) return {}
  return Object.fromEntries(parsed.error.issues.toReversed().map((issue) => [issue.path.join('.'), issue.message]))
}

const focusFirst = (errors: FormErrors) => {
  const [first] = Object.keys(errors)
  document.querySelector<HTMLElement>(`[data-path="${CSS.escape(first ?? '')}"]`)?.focus()
}
