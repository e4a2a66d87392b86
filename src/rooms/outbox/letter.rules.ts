import type { Letter, LetterBlock, LetterRow } from '#shared/letter.ts'

/** The portal's name, colour (`#rrggbb`) and language, as the deployment has them, and the address that every link begins with. */
export type Stationery = { name: string; colour: string; language: string; origin: string }

/** For readers of plain text. */
export const letterText = (letter: Letter, { name, origin }: Stationery): string => {
  const { title, blocks, foot, unsubscribe } = letter
  const signature = ['-- ', clean(name)]
  if (foot) signature.push(clean(foot))
  if (unsubscribe) signature.push(linkText(unsubscribe, origin))
  const parts = [...(title === undefined ? [] : [underlined(title, '=')]), ...blocks.map((block) => blockText(block, origin))]
  return [...parts, signature.join('\n')].join('\n\n')
}

const blockText = (block: LetterBlock, origin: string): string => {
  if (block.is === 'button' || block.is === 'link') return linkText(block, origin)
  if (block.is === 'figures') return block.figures.map(({ label, value }) => `${clean(label)}: ${clean(value)}`).join('\n')
  if (block.is === 'rows') return block.rows.map((row) => rowText(row, origin)).join('\n')
  return block.is === 'section' ? underlined(block.text, '-') : clean(block.text)
}

const underlined = (text: string, sign: string) => `${clean(text)}\n${sign.repeat(Math.min(72, clean(text).length))}`
const linkText = ({ label, path }: { label: string; path: string }, origin: string) => `${clean(label)}:\n${origin}${path}`
const rowText = ({ title, detail, mark, path }: LetterRow, origin: string) => {
  const head = `* ${mark ? `[${clean(mark.text)}] ` : ''}${clean(title)}`
  return [head, ...(detail ? [`  ${clean(detail)}`] : []), ...(path ? [`  ${origin}${path}`] : [])].join('\n')
}

/**
 * The same in MJML, which becomes the nested tables and conditional comments that Outlook lays out. Colours stand twice, for programs that
 * know dark mode. Everything that is put in is escaped here: MJML does not.
 */
export const letterMjml = (letter: Letter, { name, colour, language, origin }: Stationery): string => {
  const { subject, preheader, title = subject, blocks, foot, unsubscribe } = letter
  const below = [...(foot ? [markup`${foot}`] : []), ...(unsubscribe ? [anchor(unsubscribe, origin, 'small')] : [])]
  return markup`<mjml lang="${language}">
    <mj-head>
      <mj-title>${subject}</mj-title>
      <mj-preview>${preheader ?? ''}</mj-preview>
      <mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>
      <mj-attributes><mj-all font-family="${fonts}" /><mj-text color="${ink}" font-size="15px" line-height="23px" padding="0 28px 14px" /></mj-attributes>
      <mj-style>${trusted(darkMode)}</mj-style>
    </mj-head>
    <mj-body background-color="#f3f4f6" css-class="page" width="600px">
      <mj-section padding="12px 0 0"><mj-column><mj-spacer height="1px" /></mj-column></mj-section>
      <mj-section css-class="card" background-color="#ffffff" border="1px solid #dfe3e8" border-radius="8px" padding="24px 0">
        <mj-column>
          <mj-text css-class="words" font-size="14px" line-height="20px" font-weight="600" padding="0 28px 12px">${name}</mj-text>
          <mj-text css-class="words" font-size="20px" line-height="28px" font-weight="600" padding="0 28px 16px"><h1 style="margin:0;font-size:20px;line-height:28px;font-weight:600;">${title}</h1></mj-text>
          ${blocks.map((block) => blockMarkup(block, { colour, origin }))}
        </mj-column>
      </mj-section>
      <mj-section padding="14px 0 24px"><mj-column>
        <mj-text css-class="small" color="${grey}" font-size="12px" line-height="18px" padding="0 28px">${joined(below, '<br />')}</mj-text>
      </mj-column></mj-section>
    </mj-body>
  </mjml>`.text
}

type Look = Pick<Stationery, 'colour' | 'origin'>

const blockMarkup = (block: LetterBlock, { colour, origin }: Look): Markup => {
  if (block.is === 'button') return buttonMarkup(block, { colour, origin })
  if (block.is === 'link') return markup`<mj-text css-class="words">${anchor(block, origin, 'link')}</mj-text>`
  if (block.is === 'rows') return tableOf(block.rows.map((row) => rowMarkup(row, origin)))
  if (block.is === 'figures')
    return tableOf(
      block.figures.map(
        ({ label, value }) => markup`<tr>
          <td class="line" style="padding:6px 12px 6px 0;border-bottom:1px solid #e7eaee;font-size:15px;line-height:22px;">${label}</td>
          <td class="line" align="right" style="padding:6px 0;border-bottom:1px solid #e7eaee;font-size:15px;line-height:22px;font-weight:600;">${value}</td>
        </tr>`,
      ),
    )
  if (block.is === 'section')
    return markup`<mj-divider css-class="rule" border-width="1px" border-color="#dfe3e8" padding="10px 28px 18px" />
      <mj-text css-class="words" padding="0 28px 10px"><h2 style="margin:0;font-size:18px;line-height:26px;font-weight:600;">${block.text}</h2></mj-text>`
  if (block.is === 'heading')
    return markup`<mj-text css-class="words" padding="6px 28px 6px"><h3 style="margin:0;font-size:15px;line-height:23px;font-weight:600;">${block.text}</h3></mj-text>`
  if (block.is === 'note')
    return markup`<mj-text css-class="small" color="${grey}" font-size="12px" line-height="18px">${block.text}</mj-text>`
  return markup`<mj-text css-class="words">${block.text}</mj-text>`
}

const buttonMarkup = ({ label, path, isShown }: Extract<LetterBlock, { is: 'button' }>, { colour, origin }: Look): Markup => markup`
  <mj-button href="${origin}${path}" background-color="${colour}" color="#ffffff" border-radius="6px" align="left" font-size="15px" font-weight="600" inner-padding="11px 20px" padding="6px 28px 18px">${label}</mj-button>
  ${isShown ? markup`<mj-text css-class="small" color="${grey}" font-size="12px" line-height="18px">${origin}${path}</mj-text>` : []}`

const tableOf = (rows: Markup[]) =>
  markup`<mj-text css-class="words" padding="0 28px 14px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;">${rows}</table></mj-text>`

const rowMarkup = ({ title, detail, mark, path }: LetterRow, origin: string): Markup => {
  const named = path === undefined ? markup`<strong>${title}</strong>` : anchor({ label: title, path }, origin, 'link')
  const tone =
    mark && markup`<span class="mark-${mark.tone}" style="color:${toneColours[mark.tone]};font-weight:600;">${mark.text}</span> · `
  const below = detail ? markup`<br /><span class="small" style="color:${grey};font-size:13px;line-height:19px;">${detail}</span>` : []
  return markup`<tr><td class="line" style="padding:8px 0;border-bottom:1px solid #e7eaee;font-size:15px;line-height:22px;">${tone ?? []}${named}${below}</td></tr>`
}

const anchor = ({ label, path }: { label: string; path: string }, origin: string, kind: 'link' | 'small') =>
  kind === 'link'
    ? markup`<a class="link" href="${origin}${path}" style="color:#1f4fa3;font-weight:600;text-decoration:underline;">${label}</a>`
    : markup`<a class="small" href="${origin}${path}" style="color:${grey};text-decoration:underline;">${label}</a>`

const fonts = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const ink = '#1f2933'
const grey = '#5b6673'
const toneColours = { high: '#b42318', medium: '#8a4b08', low: '#1f4fa3', plain: grey }

// Inline styles win over a sheet unless it says so; whoever knows no dark mode ignores it.
const darkMode = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    body, .page { background: #16191d !important; background-color: #16191d !important; }
    .card, .card > table { background: #21262c !important; background-color: #21262c !important; }
    .card > table > tbody > tr > td { border-color: #363d46 !important; }
    .words div, .words strong { color: #e8ebef !important; }
    .small, .small div { color: #a9b1bb !important; }
    .rule p, .line { border-color: #363d46 !important; }
    .link { color: #8db4ff !important; }
    .mark-high { color: #ff9b90 !important; }
    .mark-medium { color: #f2b76b !important; }
    .mark-low { color: #8db4ff !important; }
  }`

/** Text that is markup already, as only `markup` and `trusted` make it. */
type Markup = { text: string }
const trusted = (text: string): Markup => ({ text })
const joined = (parts: Markup[], by: string) => trusted(parts.map(({ text }) => text).join(by))

const markup = (parts: TemplateStringsArray, ...values: (string | Markup | Markup[])[]): Markup => ({
  text: parts.reduce((made, part, at) => made + written(values[at - 1] ?? '') + part),
})

const written = (value: string | Markup | Markup[]): string => {
  if (typeof value === 'string') return escaped(clean(value))
  return Array.isArray(value) ? value.map(({ text }) => text).join('') : value.text
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Names come from files and may hold anything: what no reader can see only turns text round or breaks a parser. */
const clean = (text: string): string =>
  text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
