import { beforeAll, describe, expect, test } from 'vitest'
import type { FileKind } from './contract.ts'
import {
  arrangeImports,
  customerHead,
  customerText,
  ordersText,
  partnershipHead,
  partnershipText,
  told,
  usageHead,
  usageRow,
  usersText,
} from './imports.test-kit.ts'

const { importFolder, importText, contents } = arrangeImports()
beforeAll(() => importFolder())

describe('a wrong usage row is refused with its line, column and reason', () => {
  test.each([
    ['an unknown partner', usageRow({ partner: 'P-9' }), '2 partnership: is no known partnership of the partner "P-9"'],
    ['an unknown partnership', usageRow({ partnership: 'PS-9' }), '2 partnership: is no known partnership of the partner "P-1001"'],
    ['an unknown customer', usageRow({ customer: 'C-9' }), '2 customer: is no known customer of the partnership "HP-MSSP-NORDICS"'],
    [
      'a customer of the other partnership',
      usageRow({ customer: 'HP-3001' }),
      '2 customer: is no known customer of the partnership "HP-MSSP-NORDICS"',
    ],
    ['an unknown product', usageRow({ product: 'XYZ' }), '2 product: is no product of this portal; it has NET, WEB, CLD, DEV, PAT'],
    ['a day to come', usageRow({ day: '2026-11-22' }), '2 day: has not come yet'],
    ['a day before the partnership', usageRow({ day: '2024-01-31' }), "2 day: is before the partnership's first day (2024-02-01)"],
    ['a negative value', usageRow({ value: '-5' }), '2 value: is negative'],
    ['a value with a separator', usageRow({ value: '"1,234"' }), '2 value: has a thousands separator; write it as 1234'],
    ['an empty value', usageRow({ value: '' }), '2 value: is empty'],
    ['a formula', usageRow({ value: '=SUM(A1:A3)' }), '2 value: is a formula; export its value'],
    ['too few cells', 'P-1001,HP-MSSP-NORDICS\n', '2 : has 2 cells where the first line has 6'],
  ])('%s', async (_, row, complaint) => {
    const outcome = await importText('usage', usageHead + row)
    expect(told(outcome)).toEqual([complaint])
    expect(outcome.applied).toBe(false)
    expect(outcome.files[0]).toMatchObject({ rows: 1, badRows: 1 })
  })
})

describe('every other kind of mistake is refused with its line, column and reason', () => {
  test.each<[string, FileKind, string, string[]]>([
    ['a partner twice', 'partners', 'partner,name,type\nP-2,A,mssp\nP-3,B,mssp\nP-2,C,mssp\n', ['2 partner: stands also on line 4; keep one', '4 partner: stands also on line 2; keep one']],
    ['an unknown model', 'partners', 'partner,name,type\nP-2,A,agency\n', ['2 type: is no model of this portal; it has mssp, reseller, referral, distributor']],
    ['an unknown tier', 'partners', 'partner,name,type,tier\nP-2,A,mssp,Tin\n', ['2 tier: is no tier of this portal; it has Bronze, Silver, Gold, Platinum']],
    ['a control character in a name', 'partners', 'partner,name,type\nP-2,"A\nB",mssp\n', ['2 name: has control characters (a line break, a tab or the like)']],
    ['every bad cell of a row', 'partners', 'partner,name,type,country\n,A,agency,Sweden\n', ['2 partner: is empty', '2 type: is no model of this portal; it has mssp, reseller, referral, distributor', '2 country: is no country code; use two letters such as SE']],

    ['a partnership of nobody', 'partnerships', `${partnershipHead}P-9,X,mssp,R,EUR,UTC,2026-01-01,,,,,,,,\n`, ['2 partner: is no known partner']],
    ['a partnership that ends before it begins', 'partnerships', partnershipText('X,mssp,R,EUR,UTC,2026-02-01,2026-01-31,,,,,,,'), ['2 active to: is before "active from" (2026-02-01)']],
    ['terms that end before they begin', 'partnerships', partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,,,NET,,,2026-03-01,2026-02-28'), ['2 valid to: is before "valid from" (2026-03-01)']],
    ['a cycle from the 29th', 'partnerships', partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,,29,,,,,'), ['2 cycle start day: is not between 1 and 28']],
    ['a price without a product', 'partnerships', partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,,,,,1.50,,'), ['2 unit price: belongs to a product, and "product" is empty']],
    ['a price with too many decimals', 'partnerships', partnershipText('X,mssp,R,JPY,UTC,2026-02-01,,,,NET,,1.50,,'), ['2 unit price: has more decimals than JPY has']],
    ['a currency that is none', 'partnerships', partnershipText('X,mssp,R,EURO,UTC,2026-02-01,,,,,,,,'), ['2 currency: is no currency; use three letters such as EUR']],
    ['a partnership told in two ways', 'partnerships', `${partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,,,NET,,,,')}P-1001,X,mssp,R,SEK,UTC,2026-02-01,,,,WEB,,,,\n`, ['2 currency: is "SEK" on line 3 for the same partnership', '3 currency: is "EUR" on line 2 for the same partnership']],
    ['terms twice', 'partnerships', `${partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,,,NET,5,,,')}P-1001,X,mssp,R,EUR,UTC,2026-02-01,,,,NET,6,,2026-02-01,\n`, ['2 product: stands also on line 3; keep one', '3 product: stands also on line 2; keep one']],
    ['terms that overlap', 'partnerships', `${partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,,,NET,5,,,2026-04-01')}P-1001,X,mssp,R,EUR,UTC,2026-02-01,,,,NET,6,,2026-04-01,\n`, ['2 valid to: reaches into the terms on line 3 for the same product']],
    ['two main partnerships', 'partnerships', `${partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,yes,,,,,,')}P-1001,Y,mssp,R,EUR,UTC,2026-02-01,,yes,,,,,,\n`, ['2 main: line 3 says so too of "Y"; a partner has one main partnership', '3 main: line 2 says so too of "X"; a partner has one main partnership']],
    ['a second main partnership', 'partnerships', partnershipText('X,mssp,R,EUR,UTC,2026-02-01,,yes,,,,,,'), ['2 main: "HP-MSSP-NORDICS" is the main partnership so far; bring a row that says no of it']],
    ['another currency below orders', 'partnerships', partnershipText('HP-RESALE-UK,reseller,United Kingdom,EUR,Europe/London,2025-01-01,,,,,,,,'), ['2 currency: is GBP so far, and there are orders in it']],
    ['another cycle below usage', 'partnerships', partnershipText('HP-RESALE-UK,reseller,United Kingdom,GBP,Europe/London,2025-01-01,,,15,,,,,'), ['2 cycle start day: the cycle begins on day 1 and is named by its start so far, and there is usage in it']],

    ['a customer of no partnership', 'customers', `${customerHead}P-1001,X,C-1,A,2026-01-01,,,,\n`, ['2 partnership: is no known partnership of the partner "P-1001"']],
    ['a customer twice', 'customers', `${customerText('C-1,A,2026-01-01,,,,')}P-1001,HP-RESALE-UK,C-1,B,2026-01-01,,,,\n`, ['2 customer: stands also on line 3; keep one', '3 customer: stands also on line 2; keep one']],
    ['an archived customer without a day', 'customers', customerText('C-1,A,2026-01-01,archived,,,'), ['2 archived on: is empty, and the state is archived']],
    ['a paying customer with one', 'customers', customerText('C-1,A,2026-01-01,paying,2026-02-01,,'), ['2 archived on: is filled, and the state is paying']],
    ['a customer archived before it came', 'customers', customerText('C-1,A,2026-01-01,archived,2025-12-31,,'), ['2 archived on: is before "since" (2026-01-01)']],
    ['a long tag', 'customers', customerText(`C-1,A,2026-01-01,,,ok;${'t'.repeat(41)},`), ['2 tags: is longer than 40 characters']],
    ['an unknown state', 'customers', customerText('C-1,A,2026-01-01,active,,,'), ['2 state: is none of trial, paying, archived, internal, demo']],

    ['a member without a partnership', 'users', usersText('a@b.example,A,User,P-1001,,,'), ['2 partnership: is empty; User is a role of partners']],
    ['a member of an unknown partnership', 'users', usersText('a@b.example,A,User,P-1001,X,,'), ['2 partnership: is no known partnership of the partner "P-1001"']],
    ['an unknown role', 'users', usersText('a@b.example,A,Boss,P-1001,HP-RESALE-UK,,'), ['2 role: is no role of this portal; it has admin, user, marketing, notifications, administrator, partner-manager']],
    ['unknown assigned customers', 'users', usersText('a@b.example,A,User,P-1001,HP-RESALE-UK,,HP-3001;C-9;C-8'), ['2 customers: is no known customer of the partnership "HP-RESALE-UK"', '2 customers: is no known customer of the partnership "HP-RESALE-UK"']],
    ['assigned customers of who sees all', 'users', usersText('a@b.example,A,Admin,P-1001,HP-RESALE-UK,,HP-3001'), ['2 customers: are filled, and the person sees all customers']],
    ['a restricted Admin', 'users', usersText('a@b.example,A,Admin,P-1001,HP-RESALE-UK,assigned,'), ['2 reach: is "all" for Admin']],
    ['a vendor’s person in a partnership', 'users', usersText('a@b.example,A,Partner manager,P-1001,HP-RESALE-UK,,'), ['2 partnership: is filled; Partner manager is a role of the vendor']],
    ['an administrator with a partner', 'users', usersText('a@b.example,A,Administrator,P-1001,,,'), ['2 partner: is filled; Administrator sees all partners']],
    ['a manager of an unknown partner', 'users', usersText('a@b.example,A,Partner manager,P-9,,,'), ['2 partner: is no known partner']],
    ['somebody who changes sides', 'users', usersText('lena.holm@northwall.example,Lena Holm,Admin,P-1001,HP-RESALE-UK,,'), ['2 role: belongs to the partner side, and the person is of the vendor side so far']],
    ['somebody on both sides', 'users', usersText('a@b.example,A,Admin,P-1001,HP-RESALE-UK,,', 'a@b.example,A,Administrator,,,,'), ['2 role: is "administrator" on line 3 for the same person', '3 role: is "a role of partners" on line 2 for the same person']],
    ['somebody with two names', 'users', usersText('a@b.example,A,Admin,P-1001,HP-RESALE-UK,,', 'a@b.example,B,Admin,P-1001,HP-MSSP-NORDICS,,'), ['2 name: is "B" on line 3 for the same person', '3 name: is "A" on line 2 for the same person']],
    ['a membership twice', 'users', usersText('a@b.example,A,Admin,P-1001,HP-RESALE-UK,,', 'A@b.example,A,User,P-1001,HP-RESALE-UK,,'), ['2 email: stands also on line 3; keep one', '3 email: stands also on line 2; keep one']],

    ['an order of an unknown customer', 'orders', ordersText('C-9,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,'), ['2 customer: is no known customer of the partnership "HP-RESALE-UK"']],
    ['an order line twice', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,', 'HP-3001,O-1,1,2026-01-01,active,WEB,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,'), ['2 line: stands also on line 3; keep one', '3 line: stands also on line 2; keep one']],
    ['an order of two customers', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,', 'HP-3002,O-1,2,2026-01-01,active,WEB,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,'), ['2 customer: is "HP-3002" on line 3 for the same order', '3 customer: is "HP-3001" on line 2 for the same order']],
    ['somebody else’s order', 'orders', ordersText('HP-3002,SO-41012,2,2025-02-05,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,'), ['2 customer: the order belongs to the customer "HP-3003" so far']],
    ['an end before the start', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2025-12-31,,'), ['2 ends on: is before "starts on" (2026-01-01)']],
    ['a term of no months', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,0,2026-01-01,2026-12-31,,'), ['2 term months: is zero; a term has a month at least']],
    ['another currency without a rate', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,EUR,12.00,,,12,2026-01-01,2026-12-31,,'), ['2 currency: is not the partnership\'s (GBP), and there is no "rate" between them']],
    ['a rate between a currency and itself', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,1.1,12,2026-01-01,2026-12-31,,'), ["2 rate: is not 1, and the currency is the partnership's"]],
    ['too many decimals', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.005,0.001,,12,2026-01-01,2026-12-31,,'), ['2 recurring: has more decimals than GBP has', '2 one-off: has more decimals than GBP has']],
    ['an amount that can’t be counted exactly', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,90071992547409.91,,,12,2026-01-01,2026-12-31,,'), ['2 recurring: is too large']],
    ['a successor that there is none of', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,O-9,'), ['2 successor order: has no line 1, neither in this file nor before it']],
    ['a successor of somebody else', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,SO-41012,'), ['2 successor order: is an order of the customer "HP-3003"']],
    ['a line that succeeds itself', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,superseded,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,O-2,', 'HP-3001,O-2,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,O-1,'), ['2 successor order: leads back to this line: a line can’t succeed itself', '3 successor order: leads back to this line: a line can’t succeed itself']],
    ['a successor line without its order', 'orders', ordersText('HP-3001,O-1,1,2026-01-01,active,NET,1,GBP,12.00,,,12,2026-01-01,2026-12-31,,2'), ['2 successor line: is filled, and "successor order" is empty']],
  ])('%s', async (_, kind, text, complaints) => {
    const before = await contents()
    const outcome = await importText(kind, text)
    expect(told(outcome)).toEqual(complaints)
    expect(outcome.applied).toBe(false)
    expect(await contents()).toEqual(before)
  }) // prettier-ignore
})
