import { Group, Select } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '#ui/api-client.tsx'
import { Choice } from '#ui/choice.tsx'
import { noticeDone } from '#ui/notices.tsx'
import { OrderList } from '#ui/order-list.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { text, useUrlState } from '#ui/paths.tsx'
import { useCall, useSend } from '#ui/query.tsx'
import { useQuickChange } from '#ui/quick-change.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import { ErrorState, Waiting } from '#ui/states.tsx'
import type { TypeDefaults } from './contract.ts'
import classes from './overview.module.css'
import { moved } from './placing.tsx'
import { widgetStates } from './rules.ts'
import { stateLabel, widgetAbout, widgetLabel } from './words.tsx'

const view = { type: text() }
const line = 'GET /overview/defaults'

/** What each partner type has on its overview: what stands there, what people may add or hide, and in which order. */
export const SetupPage = () => {
  const { t } = useLingui()
  const [state, setState] = useUrlState(view)
  const { data, error, refetch } = useCall(line, {})
  const shown = data?.items.find(({ partnerType }) => partnerType === state.type) ?? data?.items[0]
  return (
    <>
      <PageHeader
        title={t`Overview set-up`}
        about={t`What a partner type's people find on their overview. They may hide, add and move parts within what you allow.`}
        actions={
          data && (
            <Choice
              label={t`Partner type`}
              value={shown?.partnerType ?? ''}
              onChange={(type) => setState({ type })}
              options={data.items.map(({ partnerType, label }) => ({ value: partnerType, label }))}
            />
          )
        }
      />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : shown ? (
        <Parts key={shown.partnerType} defaults={shown} />
      ) : (
        <Waiting label={t`The overview is being fetched`} />
      )}
    </>
  )
}

const Parts = ({ defaults: { partnerType, label, widgets, isArranged } }: { defaults: TypeDefaults }) => {
  const { t } = useLingui()
  const client = useQueryClient()
  const keep = (next: { items: TypeDefaults[] }) => client.setQueryData([line, {}], next)
  const change = useQuickChange<TypeDefaults['widgets']>(line, {
    show: (to, next) =>
      to.setQueryData<{ items: TypeDefaults[] }>(
        [line, {}],
        (known) =>
          known && { items: known.items.map((one) => (one.partnerType === partnerType ? { ...one, widgets: next, isArranged: true } : one)) },
      ),
    send: (next) =>
      call('PUT /overview/defaults/:partnerType', {
        params: { partnerType },
        body: { widgets: next.map(({ code, state }) => ({ code, state })) },
      }),
  })
  const set = (next: TypeDefaults['widgets']) => void change(next)
  const reset = useSend('DELETE /overview/defaults/:partnerType', {
    onDone: (next) => {
      keep(next)
      noticeDone(t`${label}: back to the usual overview`)
    },
  })
  return (
    <div className={classes.setup}>
      <OrderList
        label={t`Parts of the overview`}
        rows={widgets}
        rowId={({ code }) => code}
        rowName={({ code }) => widgetLabel(code)}
        move={(from, to) => set(moved(widgets, from, to))}
        line={({ code, state }) => (
          <div className={classes.choice}>
            <span>
              <strong>{widgetLabel(code)}</strong>
              <span className={classes.dimmed}>{widgetAbout(code)}</span>
            </span>
            <Select
              size="xs" w={150} allowDeselect={false} aria-label={t`${widgetLabel(code)}: whether it is shown`} value={state}
              data={widgetStates.map((value) => ({ value, label: stateLabel(value) }))}
              onChange={(next) => {
                const chosen = widgetStates.find((one) => one === next)
                if (chosen) set(widgets.map((widget) => (widget.code === code ? { ...widget, state: chosen } : widget)))
              }}
            />
          </div>
        )}
      />
      <Group>
        <ReasonedButton variant="default" reason={isArranged ? undefined : t`This is the usual overview already.`} loading={reset.isPending} onClick={() => reset.mutate({ params: { partnerType } })}>
          <Trans>Reset to the usual</Trans>
        </ReasonedButton>
      </Group>
    </div>
  )
} // prettier-ignore
