import { ActionIcon, Anchor, Button, Group, Input, Progress, Text } from '@mantine/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { IconFile, IconUpload, IconX } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { extensionsFor, isImage, type Purpose } from '#rooms/files/rules.ts'
import { CallProblem, sendFile, type ReplyAt } from './api-client.tsx'
import { fileAddress } from './file-address.tsx'
import classes from './file-field.module.css'
import { useFormat } from './format.tsx'
import { useCall } from './query.tsx'
import { AlertNote, ProblemNote } from './problem-note.tsx'

export type StoredFile = ReplyAt<'POST /files'>

type FieldProps = {
  label: string
  description?: ReactNode
  error?: ReactNode
  /** What it is for: which kinds of file are taken. */
  purpose: Purpose
  required?: boolean
}

/** One file: what stands there, or a place to choose or drop one. `value`: its id. */
export const FileField = ({
  value,
  onChange,
  ...field
}: FieldProps & { value: string | null | undefined; onChange: (file: StoredFile | null) => void }) => {
  const id = useId()
  return (
    <Input.Wrapper
      label={field.label}
      description={field.description}
      error={field.error}
      required={field.required}
      labelElement="div"
      id={id}
    >
      {value ? <Chosen id={value} remove={() => onChange(null)} /> : <FileDrop {...field} labelledBy={`${id}-label`} onFile={onChange} />}
    </Input.Wrapper>
  )
}

/** How often a file that is being checked is asked after. */
const againMs = 1_500

/** A file that stands in a field. */
const Chosen = ({ id, remove }: { id: string; remove: () => void }) => {
  const { t } = useLingui()
  const format = useFormat()
  const { data: file, error } = useCall('GET /files/:id/facts', { params: { id } }, { againMs: (known) => (known?.state === 'quarantined' ? againMs : false) }) // prettier-ignore
  const name = file?.name ?? t`File`
  return (
    <div className={classes.chosen}>
      {file && isImage(file.mime) && file.state === 'clean' ? (
        <img className={classes.thumb} src={fileAddress.image(id, 'thumb')} alt="" />
      ) : (
        <IconFile size={20} stroke={1.5} aria-hidden />
      )}
      <div className={classes.about}>
        {file?.state === 'clean' ? (
          <Anchor href={fileAddress.download(id)} size="sm" className={classes.name}>
            {name}
          </Anchor>
        ) : (
          <Text size="sm" className={classes.name}>
            {name}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {file && format.bytes(file.size)}
          {file && file.width !== null && file.height !== null && <> · {file.width} × {file.height}</>}
          {!file && !error && <Trans>Looking</Trans>}
          {file?.state === 'quarantined' && <> · <Trans>Being checked for malware</Trans></>}
        </Text>
        {error && <ProblemNote problem={error} />}
        {file?.state === 'infected' && (
          <AlertNote><Trans>This file held malware and was taken away. Bring a clean one.</Trans></AlertNote>
        )}
      </div>
      <ActionIcon variant="subtle" color="gray" aria-label={t`Remove ${name}`} onClick={remove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  )
} // prettier-ignore

type DropProps = FieldProps & {
  /** The id of what names it, where that is not said by `label` alone. */
  labelledBy?: string
  /** More than one may be chosen at once; each is told of by itself. */
  multiple?: boolean
  onFile: (file: StoredFile) => void
}

/** A place to choose or drop files, with what becomes of them. */
export const FileDrop = ({ label, labelledBy, purpose, multiple = false, onFile }: DropProps) => {
  const { t } = useLingui()
  const format = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const { data: limits } = useCall('GET /files/limits', {}, { staleMs: Infinity })
  const { sending, problem, bring, cancel } = useBringing(purpose, limits?.maxBytes, onFile)
  const extensions = extensionsFor(purpose)
  const percent = sending?.percent ?? 0
  const most = limits ? format.bytes(limits.maxBytes) : undefined
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void bring([...event.dataTransfer.files].slice(0, multiple ? undefined : 1))
  }
  if (sending)
    return (
      <div className={classes.sending} role="group" aria-label={sending.name}>
        <Text size="sm" className={classes.name}>{sending.name}</Text>
        <Progress.Root size="sm" className={classes.bar}>
          <Progress.Section value={sending.percent} aria-label={t`How much has been sent`} />
        </Progress.Root>
        <Text size="xs" c="dimmed" aria-live="polite">
          {percent < 100 ? <Trans>{percent} %</Trans> : <Trans>Looking into it</Trans>}
        </Text>
        <Button size="compact-sm" variant="default" onClick={cancel}><Trans>Cancel</Trans></Button>
      </div>
    )
  return (
    <>
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Group gap="sm">
          <Button size="compact-sm" variant="default" leftSection={<IconUpload size={14} aria-hidden />} aria-describedby={labelledBy} onClick={() => input.current?.click()}>
            {multiple ? <Trans>Choose files</Trans> : <Trans>Choose a file</Trans>}
          </Button>
          <Text size="xs" c="dimmed"><Trans>or drop it here</Trans></Text>
        </Group>
        <Text size="xs" c="dimmed" className={classes.kinds}>
          {extensions.map((one) => one.toUpperCase()).join(', ')}
          {most !== undefined && <> · <Trans>{most} at the most</Trans></>}
        </Text>
        <input
          ref={input} type="file" className={classes.input} aria-label={label} tabIndex={-1} multiple={multiple} accept={extensions.map((one) => `.${one}`).join(',')}
          onChange={(event) => {
            const chosen = [...(event.currentTarget.files ?? [])]
            event.currentTarget.value = '' // the same file may be chosen again
            void bring(chosen)
          }}
        />
      </div>
      <div className={classes.problem}>
        <ProblemNote problem={problem} />
      </div>
    </>
  )
} // prettier-ignore

type Sending = { name: string; percent: number }

/** Sends files one after the other; what is refused is said, and ends it. */
const useBringing = (purpose: Purpose, maxBytes: number | undefined, onFile: (file: StoredFile) => void) => {
  const { t } = useLingui()
  const format = useFormat()
  const [sending, setSending] = useState<Sending>()
  const [problem, setProblem] = useState<unknown>()
  const stop = useRef<AbortController>(undefined)
  // Of several files each is told to whoever asks by then: the first has changed what the second is added to.
  const told = useRef(onFile)
  useEffect(() => {
    told.current = onFile
  })
  const bring = async (files: readonly File[]) => {
    setProblem(undefined)
    const tooLarge = files.find(({ size }) => maxBytes !== undefined && size > maxBytes)
    if (tooLarge && maxBytes !== undefined) {
      const [name, most] = [tooLarge.name, format.bytes(maxBytes)]
      return setProblem(new CallProblem('file.too-large', 413, t`${name} is larger than ${most}.`))
    }
    try {
      for (const file of files) {
        const controller = new AbortController()
        stop.current = controller
        setSending({ name: file.name, percent: 0 })
        const onShare = (share: number) => setSending({ name: file.name, percent: Math.floor(share * 100) })
        const sent = await sendFile('POST /files', { query: { name: file.name, purpose }, file, signal: controller.signal, onShare })
        told.current(sent)
      }
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) setProblem(error)
    } finally {
      setSending(undefined)
    }
  } // prettier-ignore
  return { sending, problem, bring, cancel: () => stop.current?.abort() }
}
