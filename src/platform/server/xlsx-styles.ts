import { fractionDigits } from '#shared/money.ts'
import { xmlText } from './xlsx-text.ts'

/** What a column holds, in the form that `Cell` values of it take. Money: minor units of a currency. Percent: 12.5 is 12.5 %. */
export type Kind = 'text' | 'whole' | 'percent' | 'day' | { money: string }

export type Look = 'plain' | 'quoted' | 'header' | 'headerRight' | 'total' | 'title'

/** Collects the looks that a workbook uses; `indexOf` is what a cell names, `xml` the part that explains them. */
export type Styles = { indexOf(kind: Kind, look?: Look): number; xml(): string }

const FIRST_OWN_FORMAT = 164
const FONTS = { plain: 0, header: 1, total: 1, title: 2 } as const
const FILLS = { plain: 0, header: 2 } as const
const BORDERS = { plain: 0, header: 1, total: 2 } as const

export const createStyles = (): Styles => {
  const formats = new Map<string, number>()
  const styles: string[] = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']
  const known = new Map<string, number>()
  const formatId = (code: string) => {
    const id = formats.get(code) ?? FIRST_OWN_FORMAT + formats.size
    formats.set(code, id)
    return id
  }
  return {
    indexOf: (kind, look = 'plain') => {
      const key = `${typeof kind === 'string' ? kind : kind.money}|${look}`
      const found = known.get(key)
      if (found !== undefined) return found
      styles.push(styleXml(kind === 'text' || look.startsWith('header') ? 0 : formatId(formatCode(kind)), look))
      known.set(key, styles.length - 1)
      return styles.length - 1
    },
    xml: () => sheetXml(formats, styles),
  }
}

const formatCode = (kind: Exclude<Kind, 'text'>): string => {
  if (kind === 'whole') return '#,##0'
  if (kind === 'percent') return '0.0"%"'
  if (kind === 'day') return 'yyyy-mm-dd'
  const digits = fractionDigits(kind.money)
  return `#,##0${digits > 0 ? `.${'0'.repeat(digits)}` : ''}\\ "${kind.money}"`
}

const styleXml = (numFmtId: number, look: Look): string => {
  const base = look === 'headerRight' ? 'header' : look === 'quoted' ? 'plain' : look
  const border = base === 'title' ? 0 : BORDERS[base]
  const fill = base === 'header' ? FILLS.header : 0
  const alignment =
    base === 'header'
      ? `<alignment${look === 'headerRight' ? ' horizontal="right"' : ''} vertical="center" wrapText="1"/>`
      : '<alignment vertical="top"/>'
  return (
    `<xf numFmtId="${numFmtId}" fontId="${FONTS[base]}" fillId="${fill}" borderId="${border}" xfId="0"${look === 'quoted' ? ' quotePrefix="1"' : ''}` +
    ` applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">${alignment}</xf>`
  )
}

const font = (inner: string) => `<font>${inner}<name val="Calibri"/><family val="2"/></font>`
const side = (name: string, style?: string) => (style ? `<${name} style="${style}"><color rgb="FF8A94A3"/></${name}>` : `<${name}/>`)
const border = (top?: string, bottom?: string) =>
  `<border>${side('left')}${side('right')}${side('top', top)}${side('bottom', bottom)}${side('diagonal')}</border>`

const sheetXml = (formats: Map<string, number>, styles: string[]): string =>
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  (formats.size > 0
    ? `<numFmts count="${formats.size}">${[...formats].map(([code, id]) => `<numFmt numFmtId="${id}" formatCode="${xmlText(code)}"/>`).join('')}</numFmts>`
    : '') +
  `<fonts count="3">${font('<sz val="11"/>')}${font('<b/><sz val="11"/>')}${font('<b/><sz val="14"/>')}</fonts>` +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/><bgColor indexed="64"/></patternFill></fill></fills>' +
  `<borders count="3">${border()}${border(undefined, 'thin')}${border('thin')}</borders>` +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="${styles.length}">${styles.join('')}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
