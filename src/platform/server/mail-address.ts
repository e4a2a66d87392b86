// One addr-spec and nothing around it: no display name, quotes, comments, groups or lists, which mail programs read in different ways.
const local = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const addrSpec = new RegExp(`^${local}@${label}(?:\\.${label})*$`)

export const isBareAddress = (text: string): boolean => addrSpec.test(text) && text.length <= 254 && text.indexOf('@') <= 64

/** A mail server: scheme, login, host and port. Anything more could switch off the checks of its certificate. */
export const isSmtpUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return (
    url !== null &&
    ['smtp:', 'smtps:'].includes(url.protocol) &&
    url.hostname !== '' &&
    ['', '/'].includes(url.pathname) &&
    url.search === '' &&
    url.hash === ''
  )
}
