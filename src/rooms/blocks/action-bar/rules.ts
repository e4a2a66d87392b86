export const mostButtons = 6
/** Ways of standing out that are readable in every brand's colour. */
export const buttonTones = ['filled', 'light', 'outline'] as const
