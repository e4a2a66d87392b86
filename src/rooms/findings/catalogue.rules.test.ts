import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig, subTabs, taskRules } from '#shared/config.ts'
import config from '../../../portal.config.ts'
import { catalogue, judge, partsOf, rulesOf } from './catalogue.rules.ts'
import { anyFacts, measure } from './facts.test-kit.ts'
import type { Finding } from './rules.ts'

const everything = { rules: [...taskRules], subTabs: [...subTabs] }
const keyOf = ({ rule, customerId, objectKey }: Finding) => `${rule} ${customerId} ${objectKey}`
const sorted = (findings: readonly Finding[]) => findings.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

describe('the catalogue', () => {
  it('has each rule that can be configured exactly once', () => {
    expect(catalogue.map(({ rule }) => rule).toSorted()).toEqual([...taskRules].toSorted())
  })

  it('looks at a model’s customers with the rules that its configuration names, and reads no more than these need', () => {
    for (const model of parseConfig(config).models) expect(rulesOf(model).map(({ rule }) => rule).toSorted()).toEqual(model.rules.toSorted())
    expect(partsOf(rulesOf({ rules: ['renewal-upcoming', 'renewal-overdue'] }))).toEqual(['openLines'])
    expect(partsOf(rulesOf({ rules: [] }))).toEqual([])
  }) // prettier-ignore

  it('finds the same in the same facts, in whatever order they come, at most once for a rule, customer and object', () => {
    let all = 0
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const found = judge(everything, facts, measure)
        const turned = Object.fromEntries(Object.entries(facts).map(([part, rows]) => [part, rows.toReversed()]))
        expect(judge(everything, facts, measure)).toEqual(found)
        expect(sorted(judge(everything, turned, measure))).toEqual(sorted(found))
        expect(new Set(found.map(keyOf)).size).toBe(found.length)
        all += found.length
      }),
    )
    expect(all).toBeGreaterThan(100)
  })

  it('has nothing to say where there are no facts', () => {
    expect(judge(everything, {}, measure)).toEqual([])
  })

  it('leads to the tasks where the model lacks the tab that a finding came from', () => {
    const facts = { missingContacts: [{ customerId: 1, type: 'sales', hasNobody: true }] }
    const tabOf = (tabs: (typeof subTabs)[number][]) => judge({ rules: ['contact-missing'], subTabs: tabs }, facts, measure)[0]?.subTab
    expect(tabOf(['tasks', 'contacts'])).toBe('contacts')
    expect(tabOf(['tasks'])).toBe('tasks')
  })
})
