import type { Ladder } from './config.ts'

/** How high a value has climbed: what a signal's state and a task's severity follow from. */
export type Step = 'low' | 'medium' | 'high'

export type Reaches = (value: number, step: number) => boolean
export const over: Reaches = (value, step) => value > step
export const atLeast: Reaches = (value, step) => value >= step
export const atMost: Reaches = (value, step) => value <= step

/** The highest step that a value reaches, or undefined when it reaches none. */
export const stepOf = (value: number, { low, medium, high }: Ladder, reaches: Reaches): Step | undefined =>
  reaches(value, high) ? 'high' : reaches(value, medium) ? 'medium' : reaches(value, low) ? 'low' : undefined
