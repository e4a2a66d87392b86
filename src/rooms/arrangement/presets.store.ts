import { sql } from 'kysely'
import type { Tx } from '#server/db.ts'
import type { PresetCode, StandingRoom } from './presets.rules.ts'
import type { AnswerCode } from './questions.rules.ts'

/** A type's rooms in their order, with the pattern that each began as. */
export const listStanding = (tx: Tx, partnerType: string): Promise<(StandingRoom & { icon: string })[]> =>
  tx.rows(sql<StandingRoom & { icon: string }>`
    select r.id, r.kind, r.label, r.icon, r.status, r.pattern, r.published_revision is not null as "isPublished"
      from room r where r.partner_type = ${partnerType} order by r.position, r.id`)

export const setPattern = (tx: Tx, id: number, pattern: string) => tx.rows(sql`update room set pattern = ${pattern} where id = ${id}`)

type StoredSetup = { preset: PresetCode; answers: AnswerCode[]; chosenAt: string; chosenBy: string | null }

export const findSetup = (tx: Tx, partnerType: string): Promise<StoredSetup | undefined> =>
  tx.first(sql<StoredSetup>`
    select s.preset, s.answers, s.chosen_at as "chosenAt", u.name as "chosenBy"
      from partner_type_setup s left join app_user u on u.id = s.chosen_by
     where s.partner_type = ${partnerType}`)

type NewSetup = { partnerType: string; preset: PresetCode; answers: readonly AnswerCode[]; by: number | null }

export const setSetup = (tx: Tx, { partnerType, preset, answers, by }: NewSetup) =>
  tx.rows(sql`
    insert into partner_type_setup (partner_type, preset, answers, chosen_by) values (${partnerType}, ${preset}, ${JSON.stringify(answers)}::jsonb, ${by})
    on conflict (partner_type) do update set preset = excluded.preset, answers = excluded.answers, chosen_at = now(), chosen_by = excluded.chosen_by`)
