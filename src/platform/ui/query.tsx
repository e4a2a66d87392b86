import {
  keepPreviousData,
  MutationCache,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import { call, CallProblem, type CallExtras, type CallLine, type InputArgument, type InputOf, type ReplyAt } from './api-client.tsx'
import { noticeProblem } from './notices.tsx'

export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: (failures, error) => failures < 2 && isPassing(error), throwOnError: false },
    },
    mutationCache: new MutationCache({
      // A form shows its own problem; everything else says it here, once.
      onError: (error, _input, _result, mutation) => {
        if (!mutation.meta?.['quiet']) noticeProblem(error)
      },
    }),
  })

const isPassing = (error: unknown) => error instanceof CallProblem && (error.status === 0 || error.status >= 502)

export type CallOptions<Reply = unknown> = {
  /** False: not asked yet. */
  enabled?: boolean
  /** Show the last answer while a changed filter or sort is on its way. */
  keepPrevious?: boolean
  staleMs?: number
  /** After how long it is asked again by itself, from what was answered last; false: not. It keeps nobody signed in. */
  againMs?: (reply: Reply | undefined) => number | false
}

type QueryArguments<L extends CallLine, Options = CallOptions<ReplyAt<L>>> =
  object extends InputOf<L> ? [input?: InputOf<L>, options?: Options] : [input: InputOf<L>, options?: Options]

/** `const { data, error, isPending, refetch } = useCall('GET /customers/:id', { params: { id } })` */
export const useCall = <L extends CallLine>(line: L, ...[input, { againMs, ...options } = {}]: QueryArguments<L>) =>
  useQuery<ReplyAt<L>, Error>({
    queryKey: keyOf(line, input),
    queryFn: ({ signal }) => callWith(line, input, { signal, isBackground: againMs !== undefined }),
    refetchInterval: againMs && (({ state }) => againMs(state.data)),
    enabled: options.enabled,
    placeholderData: options.keepPrevious ? keepPreviousData : undefined,
    staleTime: options.staleMs ?? 30_000,
  })

/** Endpoints that page answer `items` and the cursor `next` (null at the end) and take it back as query `cursor`. */
type Page = { items: readonly unknown[]; next: string | null; total?: number }
type ItemOf<L extends CallLine> = ReplyAt<L> extends { items: readonly (infer T)[] } ? T : never

/** A list by keyset pages: `rows` so far, `total` where the server counts, `fetchMore` for the next page. */
export const usePages = <L extends CallLine>(line: L, ...[input, options = {}]: QueryArguments<L>) => {
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(line, input), 'pages'],
    queryFn: async ({ signal, pageParam }): Promise<Page> =>
      (await callWith(line, input, { signal, cursor: pageParam })) as unknown as Page, // asked for by the type of `rows` below
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: options.enabled,
    placeholderData: options.keepPrevious ? keepPreviousData : undefined,
    staleTime: options.staleMs ?? 30_000,
  })
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap((page) => page.items) as ItemOf<L>[], [pages.data])
  return {
    rows,
    total: pages.data?.pages[0]?.total,
    first: pages.data?.pages[0] as ReplyAt<L> | undefined,
    isPending: pages.isPending,
    isRefreshing: pages.isPlaceholderData || (pages.isFetching && !pages.isFetchingNextPage),
    error: pages.error,
    hasMore: pages.hasNextPage,
    isFetchingMore: pages.isFetchingNextPage,
    fetchMore: () => void pages.fetchNextPage(),
    retry: () => void pages.refetch(),
  }
}

/** The line first, so that a write can name the reads that it makes stale. */
const keyOf = (line: CallLine, input: unknown): readonly unknown[] => [line, input ?? {}]

const callWith = <L extends CallLine>(
  line: L,
  input: unknown,
  { cursor, ...more }: CallExtras & { cursor?: string },
): Promise<ReplyAt<L>> => {
  const given = (input ?? {}) as { query?: object } // each input is an object of params, query and body
  const query = cursor === undefined ? given.query : { ...given.query, cursor }
  // The same input that was type-checked at the hook, with a signal and a cursor added.
  const args = [{ ...given, query, ...more }] as unknown as InputArgument<L, CallExtras>
  return call<L>(line, ...args)
}

export type SendOptions<L extends CallLine> = {
  /** Reads that this write makes stale, by line: `['GET /customers', 'GET /customers/:id/contacts']`. */
  invalidates?: readonly CallLine[]
  onDone?: (reply: ReplyAt<L>) => void
  /** The caller shows the problem itself (forms do). */
  quiet?: boolean
}

/** `const accept = useSend('POST /leads/:id/acceptance', { invalidates: ['GET /leads'] })`, then `accept.mutate({ params: { id } })`. */
export const useSend = <L extends CallLine>(line: L, options: SendOptions<L> = {}) => {
  const client = useQueryClient()
  return useMutation<ReplyAt<L>, Error, InputOf<L> extends object ? InputOf<L> : void>({
    mutationFn: (input) => call<L>(line, ...([input] as unknown as InputArgument<L, CallExtras>)), // `void` exactly when no input is asked for
    meta: { quiet: options.quiet ?? false },
    onSuccess: async (reply) => {
      await Promise.all((options.invalidates ?? []).map((stale) => client.invalidateQueries({ queryKey: [stale] })))
      options.onDone?.(reply)
    },
  })
}
