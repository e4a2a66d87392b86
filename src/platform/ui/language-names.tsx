/** `Swedish` for `sv`, in the language of the screen. */
export const languageName = (code: string): string =>
  new Intl.DisplayNames(document.documentElement.lang || 'en', { type: 'language' }).of(code) ?? code
