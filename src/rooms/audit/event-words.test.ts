import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { isEventName } from '#rooms/notifications/rules.ts'

const told = /tell\(\s*tx,\s*([^,{]*'[^,{]*),|\bevent: ('[a-z0-9-]+\.[a-z0-9-]+')/g
const eventName = /'([a-z0-9-]+\.[a-z0-9.-]+)'/g

/** Every event that the program writes down, by its name in `tell(…)` or in the `event:` that a tell is given. */
const namesInCode = async () => {
  const names = new Set<string>()
  for await (const path of glob('src/**/*.ts'))
    if (!/\.test(-kit)?\.ts$/.test(path))
      for (const [, direct, given] of readFileSync(path, 'utf8').matchAll(told))
        for (const [, name = ''] of (direct ?? given ?? '').matchAll(eventName)) names.add(name)
  return names
}

test('every event has words, and no words are of an event that is never written', async () => {
  const inCode = await namesInCode()
  const words = [...readFileSync('src/rooms/audit/event-words.tsx', 'utf8').matchAll(/^ {2}'([^']+)': msg`[^`]+`,$/gm)].map(
    ([, name]) => name,
  )
  expect(inCode.size).toBeGreaterThan(30)
  // People are told of some things by `notify`, which names them in the same way: those have words of their own room.
  expect([...inCode].filter((name) => !isEventName(name) || words.includes(name)).toSorted()).toEqual(words.toSorted())
})
