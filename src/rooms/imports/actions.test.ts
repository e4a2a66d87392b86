import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  arrangeImports,
  customerText,
  ordersText,
  partnershipText,
  told,
  totals,
  usageHead,
  usageRow,
  usersText,
} from './imports.test-kit.ts'

const { rows, within, importAll, importFolder, importText, newFolder } = arrangeImports()
beforeAll(() => importFolder())

const valueOf = async (customer: string, day: string) => {
  const found = await rows<{ value: number; peak: number }>(sql`
    select u.days[${day}::date - u.cycle_start + 1] as value, u.peak from usage_cycle u join customer c on c.id = u.customer_id
    where c.external_id = ${customer} and u.product = 'NET' and ${day}::date between u.cycle_start and u.cycle_start + cardinality(u.days) - 1`)
  return found[0]
}

describe('users', () => {
  const assigned = () =>
    rows<{ customer: string }>(sql`
      select c.external_id as customer from user_customer a join app_user u on u.id = a.user_id join customer c on c.id = a.customer_id
      where u.email = 'kay@partner.example' order by 1`)
  const kay = (customers: string) => usersText(`kay@partner.example,Kay,User,P-1001,HP-RESALE-UK,assigned,${customers}`)

  test('a customer that the file no longer lists is withdrawn, and nobody else loses anything', async () => {
    await importText('users', kay('HP-3001;HP-3002'))
    expect((await assigned()).map((row) => row.customer)).toEqual(['HP-3001', 'HP-3002'])
    const others = await rows(sql`select from user_customer`)
    expect(totals(await importText('users', kay('HP-3002')))).toMatchObject({ 'withdrawn access': [0, 1, 0] })
    expect((await assigned()).map((row) => row.customer)).toEqual(['HP-3002'])
    expect((await rows(sql`select from user_customer`)).length).toBe(others.length - 1)
  })

  test('a membership that the file no longer names is withdrawn', async () => {
    const both = usersText('lee@partner.example,Lee,Admin,P-1001,HP-RESALE-UK,,', 'lee@partner.example,Lee,Admin,P-1001,HP-MSSP-NORDICS,,')
    await importText('users', both)
    await importText('users', usersText('lee@partner.example,Lee,Admin,P-1001,HP-RESALE-UK,,'))
    const kept = await rows<{ partnership: string }>(sql`
      select p.external_id as partnership from membership m join app_user u on u.id = m.user_id join partnership p on p.id = m.partnership_id
      where u.email = 'lee@partner.example'`)
    expect(kept).toEqual([{ partnership: 'HP-RESALE-UK' }])
  })
})

describe('usage', () => {
  test('a day twice is told on both lines, and neither is taken', async () => {
    const before = await valueOf('HP-2002', '2026-11-01')
    const text =
      usageHead +
      usageRow({ customer: 'HP-2002', value: '900' }) +
      usageRow({ day: '2026-11-02' }) +
      usageRow({ customer: 'HP-2002', value: '901' })
    const outcome = await importText('usage', text, { skipBad: true })
    expect(told(outcome)).toEqual(['2 day: stands also on line 4; keep one', '4 day: stands also on line 2; keep one'])
    expect(outcome).toMatchObject({ applied: true, files: [{ rows: 3, badRows: 2 }] })
    expect(await valueOf('HP-2002', '2026-11-01')).toEqual(before)
  })

  test('one bad row keeps all others out, unless bad rows are skipped', async () => {
    const text = usageHead + usageRow({ customer: 'HP-2003', value: '777' }) + usageRow({ value: 'many' })
    expect((await importText('usage', text)).applied).toBe(false)
    expect(await valueOf('HP-2003', '2026-11-01')).not.toMatchObject({ value: 777 })
    const skipped = await importText('usage', text, { skipBad: true })
    expect(skipped).toMatchObject({ applied: true, files: [{ badRows: 1, parts: [{ added: 0, changed: 1, same: 0 }] }] })
    expect(await valueOf('HP-2003', '2026-11-01')).toMatchObject({ value: 777, peak: 777 })
  })

  test('a correction lowers the peak', async () => {
    await importText('usage', usageHead + usageRow({ customer: 'HP-2003', value: '0' }))
    const corrected = await valueOf('HP-2003', '2026-11-01')
    expect(corrected?.value).toBe(0)
    expect(corrected?.peak).toBeLessThan(777)
  })

  test('all bad rows are in the report beside the file, the first hundred on the screen, and a clean run removes it', async () => {
    const path = join(await newFolder(), 'many.csv')
    await writeFile(
      path,
      usageHead +
        Array.from({ length: 2500 }, () => usageRow({ value: '-1' })).join('') +
        usageRow({ customer: '=HYPERLINK("x")' }).replaceAll('"x"', 'x'),
    )
    const run = () => importAll([{ kind: 'usage', path }])
    const [file] = (await run()).files
    expect(file).toMatchObject({ rows: 2501, badRows: 2501, report: `${path}.errors.csv` })
    expect(file?.complaints).toHaveLength(100)
    const report = (await readFile(`${path}.errors.csv`, 'utf8')).trim().split('\r\n')
    expect(report).toHaveLength(2502)
    expect(report[1]).toBe('"2","value","\'-1","is negative"')
    expect(report.at(-1)).toContain(`"'=HYPERLINK(x)"`)
    await writeFile(path, usageHead + usageRow({ customer: 'HP-2003', value: '0' }))
    expect((await run()).files[0]?.report).toBeNull()
    await expect(readFile(`${path}.errors.csv`)).rejects.toThrow('ENOENT')
  })
})

describe('skipping bad rows', () => {
  test('leaves out a whole order when one of its lines is bad, and whoever it was to succeed', async () => {
    const text = ordersText(
      'HP-3001,O-1,1,2025-01-01,superseded,NET,1,GBP,12.00,,,12,2025-01-01,2025-12-31,O-2,',
      'HP-3001,O-2,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,',
      'HP-3001,O-2,2,2026-01-01,active,WEB,1,GBP,-1.00,,,12,2026-01-01,2026-12-31,,',
      'HP-3001,O-3,1,2026-01-01,active,NET,1,GBP,24.00,,,12,2026-01-01,2026-12-31,,',
    )
    const outcome = await importText('orders', text, { skipBad: true })
    expect(told(outcome)).toEqual([
      '2 successor order: has no line 1, neither in this file nor before it',
      '3 order: is left out: the same order has a bad row on line 4',
      '4 recurring: is negative',
    ])
    expect(outcome).toMatchObject({ applied: true, files: [{ rows: 4, badRows: 3, parts: [{ added: 1 }] }] })
    const stored = await rows<{ order: string }>(sql`select external_id as "order" from customer_order where external_id like 'O-%'`)
    expect(stored.map((each) => each.order)).toEqual(['O-3'])
  })

  test('never lets a later file refer to what was left out', async () => {
    const apart = await newFolder()
    await writeFile(join(apart, 'customers.csv'), `${customerText('C-7,A,2026-01-01,,,,')}P-1001,HP-RESALE-UK,C-8,B,yesterday,,,,\n`)
    await writeFile(
      join(apart, 'usage-2026.csv'),
      usageHead + usageRow({ partnership: 'HP-RESALE-UK', customer: 'C-7' }) + usageRow({ partnership: 'HP-RESALE-UK', customer: 'C-8' }),
    )
    const outcome = await importFolder(apart, { skipBad: true })
    expect(told(outcome)).toEqual([
      '3 since: is no day; write it as 2026-01-31',
      '3 customer: is no known customer of the partnership "HP-RESALE-UK"',
    ])
    expect(totals(outcome)).toMatchObject({ customers: [1, 0, 0], 'daily values': [1, 0, 0] })
  })
})

describe('text', () => {
  test('is stored as it stands, and the main partnership can move', async () => {
    const name = '=cmd|"x"!A1 <script>alert(1)</script> 東京'
    await importText('customers', customerText(`C-5,"${name.replaceAll('"', '""')}",2026-01-01,,,,`))
    expect(await rows(sql`select name from customer where external_id = 'C-5'`)).toEqual([{ name }])
    const swap = (nordics: string, uk: string) =>
      `${partnershipText(`HP-RESALE-UK,reseller,United Kingdom,GBP,Europe/London,2025-01-01,,${uk},,,,,,`)}P-1001,HP-MSSP-NORDICS,mssp,Nordics,EUR,Europe/Stockholm,2024-02-01,,${nordics},,,,,,\n`
    expect(told(await importText('partnerships', swap('no', 'yes')))).toEqual([])
    expect(await rows(sql`select external_id from partnership where is_main`)).toEqual([{ external_id: 'HP-RESALE-UK' }])
    expect((await importText('partnerships', swap('yes', 'no'))).applied).toBe(true)
    expect(await rows(sql`select external_id from partnership where is_main`)).toEqual([{ external_id: 'HP-MSSP-NORDICS' }])
  })
})

test('a second import at the same time is refused, not mixed in', async () => {
  await within(async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(hashtext('partner-portal import'))`)
    await expect(importText('partners', 'partner,name,type\nP-2,A,mssp\n')).rejects.toMatchObject({ code: 'import.under-way', status: 409 })
  })
})
