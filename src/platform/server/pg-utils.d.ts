declare module 'pg/lib/utils.js' {
  /** A JavaScript value as PostgreSQL reads it. */
  export const prepareValue: (value: unknown) => unknown
}
