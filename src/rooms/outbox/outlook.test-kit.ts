/** What Outlook on Windows and the strictest mail programs can't show, or cut off. Empty when a mail's HTML is fine. */
export const outlookFaults = (html: string): string[] => {
  const faults: string[] = []
  const insist = (is: boolean, fault: string) => void (is || faults.push(fault))
  const shown = html.replace(/<!--(?!\[if)[\s\S]*?-->/g, '')
  const tagsOf = (name: string) => [...shown.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'gi'))].map(([, attributes]) => attributes ?? '')
  const styles = [...shown.matchAll(/style="([^"]*)"/g)].map(([, style]) => style ?? '')

  insist(/^<!doctype html>/i.test(html), 'no doctype: programs fall back to quirks')
  insist(Buffer.byteLength(html) < 100_000, `${Buffer.byteLength(html)} bytes: Gmail cuts off at 102 kB`)
  insist(/xmlns:v="urn:schemas-microsoft-com:vml"/.test(html), 'no VML namespace')
  insist((html.match(/<!--\[if mso/g) ?? []).length >= 2, 'no conditional comments: Outlook knows no max-width')
  insist((html.match(/<!--\[if/g) ?? []).length === (html.match(/<!\[endif\]/g) ?? []).length, 'a conditional comment is not closed')
  for (const name of ['script', 'link', 'iframe', 'object', 'embed', 'form', 'input', 'svg', 'video', 'base'])
    insist(tagsOf(name).length === 0, `<${name}> is taken out or distrusted`)
  insist(!/@import|@font-face/.test(html), 'a font of somebody else')
  insist(!/\son\w+=/i.test(shown), 'a script in an attribute')
  insist(!/url\(/i.test(html), 'an image or font from outside')
  for (const attributes of tagsOf('table'))
    insist(/role="presentation"/.test(attributes), `a table is read out as one: <table${attributes}>`)
  for (const attributes of tagsOf('img')) insist(/\salt="/.test(attributes), 'an image without a text')
  for (const style of styles) {
    insist(!/(^|;)\s*(position|float|transform|grid|flex)[\w-]*\s*:/i.test(style), `Outlook ignores: ${style}`)
    insist(!/display\s*:\s*(flex|grid|inline-flex)/i.test(style), `Outlook ignores: ${style}`)
    for (const [, width] of style.matchAll(/(?:^|;)\s*(?:max-)?width\s*:\s*(\d+)px/g))
      insist(Number(width) <= 600, `wider than 600 px: ${style}`)
  }
  for (const [, width] of html.matchAll(/\swidth="(\d+)"/g)) insist(Number(width) <= 600, `wider than 600: width="${width}"`)
  for (const attributes of [...tagsOf('td'), ...tagsOf('p'), ...tagsOf('a')])
    insist(/style="/.test(attributes), `no style of its own; Gmail may drop sheets: <${attributes}>`)
  for (const href of html.matchAll(/href="([^"]*)"/g))
    insist(/^https?:\/\/|^mailto:/.test(href[1] ?? ''), `a link that leads nowhere: ${href[1]}`)
  insist(/<html[^>]*\slang="/.test(html), 'no language')
  insist(/name="color-scheme"/.test(html), 'says nothing of dark mode')
  return faults
}
