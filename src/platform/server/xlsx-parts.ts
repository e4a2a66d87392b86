import { xmlText } from './xlsx-text.ts'

/** `filter` is the range with the heading row, `A1:F12`. */
export type WrittenSheet = { name: string; rows: number; filter: string }

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

export const workbookPart = (sheets: readonly WrittenSheet[]): string => {
  const quoted = (name: string) => `'${name.replaceAll("'", "''")}'`
  const list = sheets.map(({ name }, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')
  // The heading row is repeated on every printed page; Excel looks for a filter's range among the names as well.
  const names = sheets.map(({ name, filter }, at) => {
    const within = (range: string) => xmlText(`${quoted(name)}!${range}`)
    const filtered = filter.replace(/[A-Z]+|\d+/g, '$$$&')
    return (
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${at}" hidden="1">${within(filtered)}</definedName>` +
      `<definedName name="_xlnm.Print_Titles" localSheetId="${at}">${within('$1:$1')}</definedName>`
    )
  })
  return (
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000"/></bookViews>` +
    `<sheets>${list}</sheets><definedNames>${names.join('')}</definedNames></workbook>`
  )
}

export const workbookRelations = (sheets: number): string => {
  const each = Array.from(
    { length: sheets },
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  )
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}<Relationship Id="rId${sheets + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`
}

export const rootRelations =
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/>` +
  `<Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

export const contentTypes = (sheets: number): string => {
  const each = Array.from(
    { length: sheets },
    (_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`,
  )
  return (
    `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/>` +
    `${each.join('')}<Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/>` +
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
  )
}

export const coreProperties = ({ title, creator, createdAt }: { title: string; creator: string; createdAt: Temporal.Instant }): string => {
  const at = createdAt.round('second').toString()
  const when = (tag: string) => `<dcterms:${tag} xsi:type="dcterms:W3CDTF">${at}</dcterms:${tag}>`
  return (
    `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
    ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xmlText(title)}</dc:title><dc:creator>${xmlText(creator)}</dc:creator>${when('created')}${when('modified')}</cp:coreProperties>`
  )
}
