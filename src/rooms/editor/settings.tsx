import { SegmentedControl, Skeleton } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, type KeyboardEvent } from 'react'
import type { DraftBlock } from '#rooms/blocks/contract.ts'
import type { BlockProblem } from '#rooms/blocks/kind.rules.ts'
import { blockLooks } from '#ui/block-looks.tsx'
import { useBlockForms } from '#ui/blocks.tsx'
import { Fence } from '#ui/states.tsx'
import { focusBlock } from './card.tsx'
import classes from './editor.module.css'
import { useKinds } from './kinds.tsx'

type SettingsProps = {
  block: DraftBlock
  room: { id: string; partnerType: string }
  problems: readonly BlockProblem[]
  /** Another one: what the fields keep of their own is out of date. */
  epoch: number
  change: (patch: Record<string, unknown>) => void
  setWidth: (width: DraftBlock['width']) => void
}

/** The chosen block's settings. Escape leads back to the block. */
export const Settings = ({ block, room, problems, epoch, change, setWidth }: SettingsProps) => {
  const { t, i18n } = useLingui()
  const kinds = useKinds()
  const forms = useBlockForms()
  const { id, kind, width, settings } = block
  const label = kinds.isKnown(kind) ? i18n._(blockLooks[kind].label) : t`Unknown block`
  const Form = kinds.isKnown(kind) ? forms[kind] : undefined
  // What no field can show.
  const general = problems.filter(({ path }) => path === '')
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !(event.target instanceof HTMLElement)) return
    // A menu that is open in it closes first; rich text takes every Escape for its own and does nothing with it.
    const isTaken = event.target.getAttribute('aria-expanded') === 'true' || (event.defaultPrevented && !event.target.isContentEditable)
    if (!isTaken) focusBlock(id)
  }
  return (
    // Escape is heard where the focus is in it already.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={classes.settings} aria-label={t`Settings of the block`} onKeyDown={leave} data-block-settings>
      <h2 className={classes.settingsTitle}>{label}</h2>
      <div>
        <p id="block-width" className={classes.label}>{t`Width`}</p>
        <SegmentedControl
          size="xs"
          aria-labelledby="block-width"
          value={width}
          onChange={(value) => setWidth(value === 'half' ? 'half' : 'full')}
          data={[
            { value: 'full', label: t`Full` },
            { value: 'half', label: t`Half` },
          ]}
        />
      </div>
      {general.map(({ message }) => (
        <p key={message} className={classes.fault}>
          {message}
        </p>
      ))}
      {Form ? (
        <Fence resetKey={id}>
          <Suspense fallback={<Skeleton height={160} />}>
            <Form key={`${id}:${epoch}`} block={{ id }} room={room} settings={settings} change={change} problems={problems} />
          </Suspense>
        </Fence>
      ) : (
        <>
          <p className={classes.hint}>
            <Trans>Nothing can be set here. What stands in the block is kept:</Trans>
          </p>
          {/* Focusable: it may be longer than its place. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={classes.raw} tabIndex={0} aria-label={t`What stands in the block`}>
            {JSON.stringify(settings, null, 2)}
          </pre>
        </>
      )}
    </section>
  )
}

/** Puts the focus on the first field of the settings, once they stand: forms are fetched when they are needed first. */
export const focusSettings = () => {
  const deadline = Date.now() + patienceMs
  const look = () => {
    const field = document.querySelector<HTMLElement>(fields)
    if (field) field.focus()
    else if (Date.now() < deadline) setTimeout(look, 50)
  }
  requestAnimationFrame(look)
}

const patienceMs = 3_000
const fields = ['input:not([type=radio], [type=file])', 'textarea', '[contenteditable=true]']
  .map((one) => `[data-block-settings] ${one}`)
  .join()
