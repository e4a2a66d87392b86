import { Anchor } from '@mantine/core'
import { useLingui } from '@lingui/react/macro'
import {
  IconDownload,
  IconFile,
  IconFileSpreadsheet,
  IconFileText,
  IconFileZip,
  IconPhoto,
  IconVideo,
  type Icon,
} from '@tabler/icons-react'
import { BlockMissing, BlockTitle } from '#ui/block-parts.tsx'
import type { BlockViewProps } from '#ui/blocks.tsx'
import { fileAddress } from '#ui/file-address.tsx'
import { useFormat } from '#ui/format.tsx'
import type { DocumentData, DocumentSettings } from './contract.ts'
import classes from './view.module.css'

export const View = ({ settings, data, room, isPreview }: BlockViewProps<DocumentSettings, DocumentData>) => {
  const { t } = useLingui()
  const { title, about, files } = settings
  const known = new Map(data?.files.map((file) => [file.id, file]))
  const shown = files.filter(({ file }) => known.has(file))
  if (shown.length === 0 && !isPreview) return null
  return (
    <>
      <BlockTitle>{title}</BlockTitle>
      {about && (
        <p className={classes.about} dir="auto">
          {about}
        </p>
      )}
      {shown.length === 0 && <BlockMissing>{t`The files show here in the preview, and to partners.`}</BlockMissing>}
      <ul className={classes.list}>
        {shown.map(({ file, label, about: line }) => {
          const facts = known.get(file)
          return facts && <Line key={file} file={facts} label={label} about={line} href={fileAddress.download(file, room.id)} />
        })}
      </ul>
    </>
  )
}

type LineProps = { file: DocumentData['files'][number]; label: string; about: string; href: string }

const Line = ({ file, label, about, href }: LineProps) => {
  const { t } = useLingui()
  const format = useFormat()
  const Sign = signs[sortOf(file.mime)]
  const name = label || file.name
  return (
    <li className={classes.line}>
      <Sign size={22} stroke={1.5} className={classes.sign} aria-hidden />
      <div className={classes.words} dir="auto">
        <span className={classes.name}>{name}</span>
        {about && <span className={classes.what}>{about}</span>}
        <span className={classes.facts}>
          {extensionOf(file.name)} · {format.bytes(file.size)} · {format.day(file.uploadedAt.slice(0, 10))}
        </span>
      </div>
      {/* Saved and never shown: the server says so with every file. */}
      <Anchor className={classes.download} href={href} aria-label={t`Download ${name}`}>
        <IconDownload size={16} aria-hidden />
        <span className={classes.verb}>{t`Download`}</span>
      </Anchor>
    </li>
  )
}

const extensionOf = (name: string) => (/\.([^.]{1,8})$/.exec(name)?.[1] ?? '').toUpperCase()

const signs = {
  image: IconPhoto,
  film: IconVideo,
  sheet: IconFileSpreadsheet,
  archive: IconFileZip,
  text: IconFileText,
  other: IconFile,
} as const satisfies Record<string, Icon>

const sortOf = (mime: string): keyof typeof signs => {
  if (mime.startsWith('image/')) return 'image'
  if (/^(video|audio)\//.test(mime)) return 'film'
  if (mime.includes('spreadsheet') || mime === 'text/csv') return 'sheet'
  if (mime === 'application/zip') return 'archive'
  return mime === 'application/pdf' || mime.includes('text') ? 'text' : 'other'
}
