import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { columnsOf, fileKinds, type Columns } from './contract.ts'

const row = ({ header, required, about, aliases }: Columns[string]) =>
  `| ${required ? `**${header}**` : header} | ${about} | ${aliases.join(', ')} |`

test.each(fileKinds)('docs/import.md describes every column of %s as it is read', async (kind) => {
  const page = await readFile(join(import.meta.dirname, '../../../docs/import.md'), 'utf8')
  const section = page.split(`\n### ${kind}.csv\n`)[1]?.split('\n### ')[0] ?? ''
  const described = section.split('\n').filter((line) => /^\| (?!column|---)/.test(line))
  expect(described).toEqual(Object.values<Columns[string]>(columnsOf[kind]).map(row))
})
