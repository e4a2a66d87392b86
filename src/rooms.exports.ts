import { auditExports } from '#rooms/audit/file.ts'
import { customerExports } from '#rooms/customers/workbook.ts'
import type { Exportable } from '#rooms/exports/exportable.actions.ts'
import { reportExports } from '#rooms/report/exports.ts'

/** Every file that the engine can build when it is large. */
export const exportables: readonly Exportable[] = [...customerExports, ...reportExports, ...auditExports]
