import { t } from '@lingui/core/macro'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { addDays } from '#shared/dates.ts'
import { call, type CallLine } from '#ui/api-client.tsx'
import { noticeDone, noticeProblem } from '#ui/notices.tsx'
import type { Dismissal, TaskDetail } from './contract.ts'

/** What shows tasks or counts them. */
const stale: readonly CallLine[] = ['GET /tasks', 'GET /customers/:id/tasks', 'GET /customers', 'GET /customers/:id', 'GET /tasks/:id']
export const refreshTasks = (client: QueryClient) => Promise.all(stale.map((line) => client.invalidateQueries({ queryKey: [line] })))

type Reply = Promise<TaskDetail>

/** The deeds on one task. Each shows what became of it; what went wrong is said, and the task is looked at again. */
export const useTaskDeeds = ({ asOf, task: { id, version } }: Pick<TaskDetail, 'asOf' | 'task'>) => {
  const client = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const show = useCallback(
    async (reply: TaskDetail) => {
      await refreshTasks(client)
      client.setQueryData(['GET /tasks/:id', { params: { id: reply.task.id } }], reply)
    },
    [client],
  )
  const act = useCallback(
    async (send: () => Reply, said?: string, takeBack?: (reply: TaskDetail) => Reply): Promise<boolean> => {
      setBusy(true)
      try {
        const reply = await send()
        await show(reply)
        if (said) noticeDone(said, takeBack && (() => void takeBack(reply).then(show).catch(noticeProblem)))
        return true
      } catch (error) {
        noticeProblem(error)
        await refreshTasks(client)
        return false
      } finally {
        setBusy(false)
      }
    },
    [client, show],
  )
  return useMemo(() => {
    const params = { id }
    const seen = { version }
    const unacknowledge = () => call('DELETE /tasks/:id/acknowledgement', { params })
    const wake = () => call('DELETE /tasks/:id/snooze', { params })
    const reopen = (at: number) => call('POST /tasks/:id/reopening', { params, body: { version: at } })
    return {
      isBusy,
      acknowledge: () => act(() => call('POST /tasks/:id/acknowledgement', { params, body: seen }), t`Acknowledged`, unacknowledge),
      unacknowledge: () => act(unacknowledge),
      snooze: (until: string) => act(() => call('POST /tasks/:id/snooze', { params, body: { ...seen, until } }), t`Snoozed`, wake),
      wake: () => act(wake),
      finish: () =>
        act(
          () => call('POST /tasks/:id/completion', { params, body: seen }),
          t`Done`,
          ({ task }) => reopen(task.version),
        ),
      dismiss: (parts: Omit<Dismissal, 'version'>) =>
        act(
          () => call('POST /tasks/:id/dismissal', { params, body: { ...seen, ...parts } }),
          t`Dismissed`,
          ({ task }) => reopen(task.version),
        ),
      reopen: () => act(() => reopen(version)),
      assign: (userId: string | null) => act(() => call('PUT /tasks/:id/assignee', { params, body: { ...seen, userId } })),
      comment: (body: string) => act(() => call('POST /tasks/:id/comments', { params, body: { body } })),
      changeComment: (commentId: string, body: string) =>
        act(() => call('PATCH /tasks/:id/comments/:commentId', { params: { id, commentId }, body: { body } })),
      removeComment: (commentId: string) => act(() => call('DELETE /tasks/:id/comments/:commentId', { params: { id, commentId } })),
      snoozeDays: [
        { label: t`Tomorrow`, until: addDays(asOf, 1) },
        { label: t`In a week`, until: addDays(asOf, 7) },
        { label: t`In a month`, until: addDays(asOf, 30) },
      ],
    }
  }, [id, version, asOf, isBusy, act])
}

export type TaskDeeds = ReturnType<typeof useTaskDeeds>
