import { Button, Loader, Text } from '@mantine/core'
import { Trans } from '@lingui/react/macro'
import { IconAlertTriangle, IconInbox, type Icon } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'
import { problemWords } from './problem-words.tsx'
import classes from './states.module.css'

/** `isPage`: it stands instead of a whole page, so its title is the page's. */
type EmptyStateProps = { title: string; children?: ReactNode; action?: ReactNode; icon?: Icon; isPage?: boolean }

/** Nothing to show, why, and the next step. */
export const EmptyState = ({ title, children, action, icon: Sign = IconInbox, isPage }: EmptyStateProps) => (
  <div className={classes.state}>
    <Sign size={28} stroke={1.5} aria-hidden className={classes.icon} />
    <Title text={title} isPage={isPage} />
    {children && <div className={classes.text}>{children}</div>}
    {action && <div className={classes.action}>{action}</div>}
  </div>
)

const Title = ({ text, isPage = false }: { text: string; isPage?: boolean | undefined }) =>
  isPage ? <h1 className={classes.title}>{text}</h1> : <p className={classes.title}>{text}</p>

type ErrorStateProps = { error: unknown; retry?: () => void; kept?: string; isPage?: boolean }

/** What happened, what was kept, what to do next, and the request id. `kept` names what the reader has not lost. */
export const ErrorState = ({ error, retry, kept, isPage }: ErrorStateProps) => {
  const words = problemWords(error)
  return (
    <div className={classes.state} role="alert">
      <IconAlertTriangle size={28} stroke={1.5} aria-hidden className={classes.warning} />
      <Title text={words.happened} isPage={isPage} />
      <div className={classes.text}>
        {kept} {words.next}
        {words.requestId && (
          <Text size="xs" c="dimmed" mt={4}>
            <Trans>Request {words.requestId}</Trans>
          </Text>
        )}
      </div>
      {retry && (
        <Button variant="default" onClick={retry} className={classes.action}>
          <Trans>Try again</Trans>
        </Button>
      )}
    </div>
  )
}

/** For a whole page or drawer whose shape is not known yet; tables and tiles have skeletons of their own. */
export const Waiting = ({ label }: { label: string }) => (
  <output className={classes.state} aria-label={label}>
    <Loader size="sm" />
  </output>
)

/**
 * A failure while rendering stays in its part of the page; another `resetKey` tries again. The way out is to load the
 * document afresh: most often a new release has replaced the files that this page was still going to fetch.
 */
export class Fence extends Component<{ children: ReactNode; resetKey: string }, { error: unknown; at: string }> {
  override state = { error: undefined, at: this.props.resetKey }
  static getDerivedStateFromError = (error: unknown) => ({ error })
  static getDerivedStateFromProps = (props: { resetKey: string }, state: { at: string }) =>
    props.resetKey === state.at ? null : { error: undefined, at: props.resetKey }
  override render() {
    if (this.state.error === undefined) return this.props.children
    return <ErrorState error={this.state.error} retry={() => window.location.reload()} />
  }
}
