import { call } from '#ui/api-client.tsx'
import { useQuickChange } from '#ui/quick-change.tsx'
import type { Overview, Widget } from './contract.ts'

/** The same rows with one of them at another place. */
export const moved = <Row,>(rows: readonly Row[], from: number, to: number): Row[] => {
  const row = rows[from]
  return row === undefined ? [...rows] : rows.toSpliced(from, 1).toSpliced(to, 0, row)
}

/** Keeps another choice of the reader's, and shows it at once. */
export const usePlace = () =>
  useQuickChange<readonly Widget[]>('GET /overview', {
    show: (client, widgets) =>
      client.setQueriesData<Overview>(
        { queryKey: ['GET /overview'] },
        (known) => known && { ...known, widgets: [...widgets], isOwn: true },
      ),
    send: (widgets) => call('PUT /overview/widgets', { body: { widgets: widgets.map(({ code, isShown }) => ({ code, isShown })) } }),
  })
