import { useState, type FormEvent } from 'react'

/** What stands in a text field of the form, as it was typed; empty for a name that no field has. */
export type Typed = (name: string) => string

/**
 * For a form whose fields keep what is typed themselves (`useContractForm` is for those that are checked as they are filled). One thing at
 * a time, and what became of the last one: `<form onSubmit={onSubmit}><ProblemNote problem={problem} />`.
 */
export const useSubmit = (send: (typed: Typed) => Promise<void>) => {
  const [problem, setProblem] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const attempt = async (typed: Typed) => {
    setBusy(true)
    setProblem(undefined)
    await send(typed).catch(setProblem)
    setBusy(false)
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void attempt(typedIn(new FormData(event.currentTarget)))
  }
  return { problem, isBusy, onSubmit }
}

const typedIn =
  (fields: FormData): Typed =>
  (name) => {
    const value = fields.get(name)
    return typeof value === 'string' ? value : '' // a form can hold files as well
  }
