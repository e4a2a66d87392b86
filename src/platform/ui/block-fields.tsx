import { useState, type ChangeEvent } from 'react'
import type { BlockFormProps } from './blocks.tsx'

type TextKey<Settings> = { [Key in keyof Settings]-?: Settings[Key] extends string | undefined ? Key : never }[keyof Settings] & string

/**
 * What the fields of a block's settings need. What is wrong with one is said when it has been left, so that nobody is corrected while
 * they type; the problems come from the kind's own schema.
 */
export const useBlockFields = <Settings,>({
  settings,
  change,
  problems,
}: Pick<BlockFormProps<Settings>, 'settings' | 'change' | 'problems'>) => {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const leave = (path: string) => setLeft((before) => (before.has(path) ? before : new Set(before).add(path)))
  const errorAt = (path: string): string | undefined =>
    left.has(path) ? problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`))?.message : undefined
  return {
    leave,
    /** What is wrong with a part of the settings, or with anything below it. */
    errorAt,
    onBlur: (path: string) => ({ onBlur: () => leave(path), error: errorAt(path) }),
    /** What an input of a line of text needs. */
    line: (key: TextKey<Settings>) => ({
      // A draft may hold anything under the name of a text.
      value: textOf(settings[key]),
      onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
        // The key is one whose value is a text.
        change({ [key]: currentTarget.value } as unknown as Partial<Settings>),
      onBlur: () => leave(key),
      error: errorAt(key),
    }),
  }
}

/** A draft may hold anything where a text belongs. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
