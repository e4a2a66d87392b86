/** What a mail says and how it looks. */
export type Letter = {
  /** The portal's name, colour (`#rrggbb`) and language, as the deployment has them. */
  brand: { name: string; colour: string; language: string }
  subject: string
  paragraphs: readonly string[]
  link: { label: string; url: string } | null
}

/** For readers of plain text. */
export const letterText = ({ brand, paragraphs, link }: Letter): string =>
  [...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), `-- \n${brand.name}`].join('\n\n')

/**
 * The same as HTML. One table within another because Outlook lays nothing else out; colours twice, for programs that know dark mode.
 * Everything that is put in is escaped.
 */
export const letterHtml = ({ brand, subject, paragraphs, link }: Letter): string =>
  html`<!doctype html>
    <html lang="${brand.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${subject}</title>
        <style>
          :root {
            color-scheme: light dark;
            supported-color-schemes: light dark;
          }
          @media (prefers-color-scheme: dark) {
            .page {
              background: #16191d !important;
            }
            .card {
              background: #21262c !important;
              border-color: #363d46 !important;
            }
            .words {
              color: #e8ebef !important;
            }
            .small {
              color: #a9b1bb !important;
            }
          }
        </style>
      </head>
      <body class="page" style="margin:0;padding:0;background:#f3f4f6;">
        <table
          role="presentation"
          class="page"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          bgcolor="#f3f4f6"
          style="background:#f3f4f6;"
        >
          <tr>
            <td align="center" style="padding:24px 12px;">
              <table
                role="presentation"
                class="card"
                width="560"
                cellpadding="0"
                cellspacing="0"
                border="0"
                bgcolor="#ffffff"
                style="width:100%;max-width:560px;background:#ffffff;border:1px solid #dfe3e8;border-radius:8px;"
              >
                <tr>
                  <td class="words" style="padding:24px 28px 0;${plain};font-size:14px;font-weight:600;line-height:20px;color:#1f2933;">
                    ${brand.name}
                  </td>
                </tr>
                <tr>
                  <td style="padding:16px 28px 28px;">
                    <h1 class="words" style="margin:0 0 16px;${plain};font-size:20px;font-weight:600;line-height:28px;color:#1f2933;">
                      ${subject}
                    </h1>
                    ${paragraphs.map((text) => html`<p class="words" style="margin:0 0 14px;${plain};font-size:15px;line-height:23px;color:#1f2933;">${text}</p> `)}${link ? button(link, brand.colour) : []}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html> `.text

const plain = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** A coloured cell is a button everywhere; the address stands below for whoever can't press it. */
const button = ({ label, url }: { label: string; url: string }, colour: string): Html =>
  html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 18px;">
      <tr>
        <td bgcolor="${colour}" style="background:${colour};border-radius:6px;padding:11px 20px;">
          <a
            href="${url}"
            style="${plain};font-size:15px;font-weight:600;line-height:20px;color:#ffffff;text-decoration:none;display:inline-block;"
            >${label}</a
          >
        </td>
      </tr>
    </table>
    <p class="small" style="margin:0;${plain};font-size:12px;line-height:18px;color:#5b6673;word-break:break-all;">${url}</p>`

/** Text that is HTML already, as only `html` makes it. */
type Html = { text: string }

const html = (parts: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html => ({
  text: parts.reduce((made, part, at) => made + written(values[at - 1] ?? '') + part),
})

const written = (value: string | Html | Html[]): string => {
  if (typeof value === 'string') return escaped(value)
  return Array.isArray(value) ? value.map(({ text }) => text).join('') : value.text
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
