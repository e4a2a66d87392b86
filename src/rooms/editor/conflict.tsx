import { Button, Group, Modal } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import type { Blocks } from './blocks.rules.ts'
import { sidesOf, withMineAsNew } from './conflict.rules.ts'
import classes from './editor.module.css'
import type { Theirs } from './saver.tsx'
import type { Working } from './working.tsx'
import { Changes } from './words.tsx'

/** Somebody else saved first: what each of both did, and three ways on. Nothing is lost by any of them. */
export const ConflictDialog = ({ working }: { working: Working }) => {
  const { state, blocks } = working
  if (state.kind !== 'conflict') return null
  return <Dialog working={working} base={state.base} theirs={state.theirs} mine={blocks} />
}

type DialogProps = { working: Working; base: Blocks; theirs: Theirs; mine: Blocks }

const Dialog = ({ working, base, theirs, mine }: DialogProps) => {
  const { t } = useLingui()
  const sides = sidesOf({ base, mine, theirs: theirs.blocks })
  const who = theirs.changedBy ?? t`Somebody`
  const decide = (chosen: Blocks, keeps = false) => void working.decide(theirs, chosen, keeps)
  return (
    // It closes by a decision: until then nothing more is saved.
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size={640}
      title={t`${who} saved this room first`}
    >
      <p className={classes.lead}>
        <Trans>You both changed it at the same time. What you did is kept here; choose how to go on.</Trans>
      </p>
      <div className={classes.sides}>
        <section aria-labelledby="their-changes">
          <h3 id="their-changes">{t`What ${who} did`}</h3>
          <Changes changes={sides.theirs} />
        </section>
        <section aria-labelledby="my-changes">
          <h3 id="my-changes">{t`What you did`}</h3>
          <Changes changes={sides.mine} />
        </section>
      </div>
      <Group gap="sm" mt="md">
        <Button data-autofocus onClick={() => decide(withMineAsNew({ base, mine, theirs: theirs.blocks }, () => crypto.randomUUID()))}>
          <Trans>Keep both: mine as new blocks</Trans>
        </Button>
        <Button variant="default" onClick={() => decide(theirs.blocks)}>
          <Trans>Take theirs</Trans>
        </Button>
        <Button variant="default" onClick={() => decide(mine, true)}>
          <Trans>Keep mine</Trans>
        </Button>
      </Group>
      <p className={classes.hint}>
        <Trans>Taking theirs can be undone. Keeping yours puts theirs aside: the versions have it.</Trans>
      </p>
    </Modal>
  )
}
