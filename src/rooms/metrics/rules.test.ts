import { describe, expect, it } from 'vitest'
import { modelOf, parseConfig, type Permission } from '#shared/config.ts'
import defaultConfig from '../../../portal.config.ts'
import { lastPeriods, largestOf, maySeeMetric, metricsOf } from './rules.ts'

const config = parseConfig(defaultConfig)
const byEnd = { startDay: 26, namedBy: 'end' } as const
const calendar = { startDay: 1, namedBy: 'start' } as const

describe('periods', () => {
  it.each([
    ['2026-06-10', byEnd, 'month', ['2026-05 2026-04-26 2026-05-25', '2026-06 2026-05-26 2026-06-25']],
    ['2026-06-26', byEnd, 'month', ['2026-06 2026-05-26 2026-06-25', '2026-07 2026-06-26 2026-07-25']],
    ['2026-06-10', calendar, 'month', ['2026-05 2026-05-01 2026-05-31', '2026-06 2026-06-01 2026-06-30']],
    ['2026-06-10', calendar, 'quarter', ['2026-Q1 2026-01-01 2026-03-31', '2026-Q2 2026-04-01 2026-06-30']],
    ['2026-01-03', calendar, 'quarter', ['2025-Q4 2025-10-01 2025-12-31', '2026-Q1 2026-01-01 2026-03-31']],
    ['2025-12-27', byEnd, 'quarter', ['2025-Q4 2025-09-26 2025-12-25', '2026-Q1 2025-12-26 2026-03-25']],
  ] as const)('of %s by %o, each %s', (today, rule, kind, wanted) => {
    const periods = lastPeriods(today, rule, kind, 2)
    expect(periods.map(({ name, from, to }) => `${name} ${from} ${to}`)).toEqual(wanted)
    expect(periods.map(({ isOpen }) => isOpen)).toEqual([false, true])
    expect(today >= (periods[1]?.from ?? '') && today <= (periods[1]?.to ?? '')).toBe(true)
  })

  it('follow each other without a gap, however many', () => {
    const periods = lastPeriods('2026-02-14', byEnd, 'quarter', 8)
    expect(periods).toHaveLength(8)
    periods.slice(1).forEach((period, at) => expect(period.from > (periods[at]?.to ?? '')).toBe(true))
    expect(periods.flatMap(({ cycles }) => cycles)).toHaveLength(24)
  })
})

describe('who is shown what', () => {
  const has = (...permissions: Permission[]) => new Set(permissions)
  it.each([
    ['customers', has('customer.read'), true],
    ['customers', has('report.read'), false],
    ['acv', has('customer.read'), false],
    ['acv', has('customer.read', 'commercial.read'), true],
    ['acv', has('report.read', 'commercial.read'), true],
    ['peak:NET', has('usage.read'), false],
    ['peak:NET', has('usage.read', 'customer.read'), true],
    ['openTasks', has('task.read'), true],
    ['openTasks', has('customer.read'), false],
    ['billable', has('customer.read', 'commercial.read', 'usage.read'), false],
    ['made-up', has('customer.read'), false],
  ])('%s with %o: %s', (code, permissions, wanted) => expect(maySeeMetric(permissions, code)).toBe(wanted))
})

describe('the metrics of a channel model', () => {
  it('are those of its report, and what its dashboard names', () => {
    const mssp = metricsOf(config, modelOf(config, 'mssp'))
    const reseller = metricsOf(config, modelOf(config, 'reseller'))
    expect(mssp).toEqual(expect.arrayContaining(['customers', 'billable', 'peaks', 'peak:NET']))
    expect(mssp).not.toContain('acv')
    expect(reseller).toEqual(expect.arrayContaining(['acv', 'renewals', 'nrr']))
    expect(reseller).not.toContain('billable')
  })
})

it('the largest of what is known is unknown of nothing', () => {
  expect(largestOf([null, undefined])).toBeNull()
  expect(largestOf([null, 3, 7, undefined])).toBe(7)
  expect(largestOf([0])).toBe(0)
})
