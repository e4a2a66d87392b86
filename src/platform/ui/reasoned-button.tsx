import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import { useId, type MouseEventHandler, type ReactNode } from 'react'

type ReasonedButtonProps = ButtonProps & {
  children: ReactNode
  onClick: MouseEventHandler<HTMLButtonElement>
  /** Why it cannot act; undefined: it can. It stays focusable, so that the reason can be found by keyboard too. */
  reason?: string | undefined
  type?: 'button' | 'submit'
}

/** A button that, when it cannot act, says why. */
export const ReasonedButton = ({ reason, onClick, children, type = 'button', ...rest }: ReasonedButtonProps) => {
  const id = useId()
  const button = (
    <Button
      {...rest}
      type={type}
      aria-disabled={reason !== undefined || undefined}
      aria-describedby={reason === undefined ? undefined : id}
      data-disabled={reason !== undefined || undefined}
      onClick={(event) => (reason === undefined ? onClick(event) : event.preventDefault())}
    >
      {children}
    </Button>
  )
  if (reason === undefined) return button
  return (
    <>
      <Tooltip label={reason} events={{ hover: true, focus: true, touch: true }} multiline maw={280}>
        {button}
      </Tooltip>
      <span id={id} className="only-spoken">
        {reason}
      </span>
    </>
  )
}
