import type { Policy } from './catalogue.ts'

export type Mutant = { name: string; sql: string }

/** Mutants that change nothing that anybody could see, each with its reason. */
export const harmless: Record<string, string> = {
  'opened on file: for everybody': 'it asks file_use, which shows nothing to any other role',
  'in_kit on file_use: for everybody': 'it asks kit_version, which shows nothing to any other role',
  'in_room on file_use: for everybody': 'it asks room_revision, which shows nothing to any other role',
  'partnership on goal_period: not for pp_vendor': 'entered lets it into every partnership',
  'current on kit_version: for everybody': 'it asks kit_item, which shows nothing to any other role',
  'partnership on step_completion: not for pp_vendor': 'entered lets it into every partnership',
}

/** Every way in which one policy could be forgotten or said too loosely. */
export const mutantsOf = (policy: Policy): Mutant[] => {
  const { table, name, using, check, isPermissive, roles, command } = policy
  const on = `${name} on ${table}`
  const alter = `alter policy ${on}`
  const loosened = (what: 'using' | 'with check', expression: string | null): Mutant[] => {
    if (expression === null || expression === 'true') return []
    const parts = conjuncts(expression)
    return [
      { name: `${on}: ${what} true`, sql: `${alter} ${what} (true)` },
      ...(parts.length < 2
        ? []
        : parts.map((part, at) => ({
            name: `${on}: ${what} without ${part}`,
            sql: `${alter} ${what} (${parts.filter((_, other) => other !== at).join(' and ')})`,
          }))),
    ]
  }
  const clauses = [using && `using (${using})`, check && `with check (${check})`].filter(Boolean).join(' ')
  const turned = isPermissive ? 'restrictive' : 'permissive'
  return [
    { name: `${on}: dropped`, sql: `drop policy ${on}` },
    { name: `${on}: for everybody`, sql: `${alter} to public` },
    {
      name: `${on}: ${turned}`,
      sql: `drop policy ${on}; create policy ${name} on ${table} as ${turned} for ${command} to ${roles.join(', ')} ${clauses}`,
    },
    ...(roles.length < 2
      ? []
      : roles.map((role) => ({
          name: `${on}: not for ${role}`,
          sql: `${alter} to ${roles.filter((other) => other !== role).join(', ')}`,
        }))),
    ...(command === 'ALL'
      ? []
      : [
          {
            name: `${on}: for all commands`,
            sql: `drop policy ${on}; create policy ${name} on ${table} as ${isPermissive ? 'permissive' : 'restrictive'} to ${roles.join(', ')} ${using ? clauses : `using (${check}) ${clauses}`}`,
          },
        ]),
    ...loosened('using', using),
    ...loosened('with check', check),
  ]
}

/** The parts of `(a AND (b AND c))` at the top, as PostgreSQL writes an expression. */
const conjuncts = (expression: string): string[] => {
  const inner = /^\((.*)\)$/s.exec(expression)?.[1] ?? expression
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] === '(') depth++
    if (inner[at] === ')') depth--
    if (depth > 0 || !inner.startsWith(' AND ', at)) continue
    parts.push(inner.slice(from, at))
    from = at + ' AND '.length
  }
  return [...parts, inner.slice(from)].map((part) => part.trim())
}
