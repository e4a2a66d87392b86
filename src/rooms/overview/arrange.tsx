import { Group, Switch } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { noticeDone } from '#ui/notices.tsx'
import { OrderList } from '#ui/order-list.tsx'
import { useSend } from '#ui/query.tsx'
import { ReasonedButton } from '#ui/reasoned-button.tsx'
import type { Widget } from './contract.ts'
import { moved } from './placing.tsx'
import classes from './overview.module.css'
import { widgetAbout, widgetLabel } from './words.tsx'

type ArrangeProps = { widgets: readonly Widget[]; isOwn: boolean; place: (widgets: readonly Widget[]) => void }

/** The reader's own choice and order of parts, within what the vendor offers. Acts at once. */
export const Arrange = ({ widgets, isOwn, place }: ArrangeProps) => {
  const { t } = useLingui()
  const reset = useSend('DELETE /overview/widgets', {
    invalidates: ['GET /overview'],
    onDone: () => noticeDone(t`Back to the usual overview`),
  })
  const show = (code: Widget['code'], isShown: boolean) =>
    place(widgets.map((widget) => (widget.code === code ? { ...widget, isShown } : widget)))
  return (
    <div className={classes.arrange}>
      <p className={classes.dimmed}>
        <Trans>Choose what stands on your overview and in which order. It is yours alone, in this partnership.</Trans>
      </p>
      <OrderList
        label={t`Parts of the overview`}
        rows={widgets}
        rowId={({ code }) => code}
        rowName={({ code }) => widgetLabel(code)}
        move={(from, to) => place(moved(widgets, from, to))}
        line={({ code, isShown, isFixed }) => (
          <Switch
            label={widgetLabel(code)}
            description={isFixed ? t`Always shown here.` : widgetAbout(code)}
            checked={isShown}
            disabled={isFixed}
            onChange={(event) => show(code, event.currentTarget.checked)}
          />
        )}
      />
      <Group>
        <ReasonedButton
          variant="default"
          reason={isOwn ? undefined : t`This is the usual overview already.`}
          loading={reset.isPending}
          onClick={() => reset.mutate(undefined)}
        >
          <Trans>Reset to the usual</Trans>
        </ReasonedButton>
      </Group>
    </div>
  )
}
