import { Trans, useLingui } from '@lingui/react/macro'
import {
  IconArrowRight, IconBolt, IconBuilding, IconBuildingCommunity, IconExternalLink, IconFileText, IconLayoutList, IconLifebuoy, IconNotes,
  IconPackage, IconUser, IconUserShield, type Icon,
} from '@tabler/icons-react' // prettier-ignore
import { useId, type ReactNode } from 'react'
import type { Go, Line, useChosen } from './choosing.tsx'
import type { Found, FoundGroup, FoundKind } from './contract.ts'
import { marked } from './rules.ts'
import classes from './search.module.css'
import { useKindWords } from './words.tsx'

const signs: Readonly<Record<FoundKind, Icon>> = {
  customer: IconBuilding,
  room: IconFileText,
  kit: IconPackage,
  action: IconBolt,
  channel: IconLifebuoy,
  person: IconUser,
  text: IconNotes,
  partner: IconBuildingCommunity,
  'arranged-room': IconLayoutList,
  'kit-item': IconPackage,
  staff: IconUserShield,
}

type ResultsProps = {
  id: string
  groups: readonly FoundGroup[]
  lines: readonly Line[]
  words: readonly string[]
  chosen: ReturnType<typeof useChosen>
  /** Nothing was typed: these are the reader's open customers. */
  isRecent: boolean
  go: Go
}

export const Results = ({ id, groups, isRecent, ...props }: ResultsProps) => {
  const { t } = useLingui()
  return (
    <div id={id} role="listbox" aria-label={t`What was found`} className={classes.list}>
      {groups.map((group) => (
        <Group key={group.kind} group={group} isRecent={isRecent} {...props} />
      ))}
    </div>
  )
}

type GroupProps = Omit<ResultsProps, 'id' | 'groups'> & { group: FoundGroup }

const Group = ({ group, lines, words, chosen, isRecent, go }: GroupProps) => {
  const { t } = useLingui()
  const names = useKindWords()
  const heading = useId()
  const own = lines.flatMap((line, at) => (line.group === group ? [{ line, at }] : []))
  const hidden = group.total - group.items.length
  const hasList = own.some(({ line }) => line.item === undefined)
  return (
    <div role="group" aria-labelledby={heading}>
      <div id={heading} role="presentation" className={classes.heading}>
        {isRecent ? t`Open customers` : names[group.kind]}
        {group.isMistyped && (
          <span className={classes.aside}>
            <Trans>with similar names</Trans>
          </span>
        )}
      </div>
      {own.map(({ line, at }) => (
        <Option key={line.id} line={line} isChosen={at === chosen.at} point={() => chosen.point(at)} go={go}>
          {line.item ? <Face item={line.item} kind={group.kind} words={words} /> : <All name={names[group.kind]} total={group.total} />}
        </Option>
      ))}
      {hidden > 0 && !hasList && (
        <p className={classes.more} role="presentation">
          <Trans>And {hidden} more. Type more to find them.</Trans>
        </p>
      )}
    </div>
  )
}

type OptionProps = { line: Line; isChosen: boolean; point: () => void; go: Go; children: ReactNode }

/** A link, so that it can be opened in a tab of its own as any other. */
const Option = ({ line, isChosen, point, go, children }: OptionProps) => (
  <a
    id={line.id}
    role="option"
    aria-selected={isChosen}
    tabIndex={-1}
    href={line.href}
    className={classes.option}
    data-chosen={isChosen || undefined}
    onMouseMove={isChosen ? undefined : point}
    onClick={(event) => {
      event.preventDefault()
      go(line, event)
    }}
  >
    {children}
    {line.isElsewhere && <IconExternalLink size={14} aria-hidden className={classes.sign} />}
  </a>
)

const Face = ({ item, kind, words }: { item: Found; kind: FoundKind; words: readonly string[] }) => {
  const Sign = signs[kind]
  return (
    <>
      <Sign size={18} stroke={1.5} aria-hidden className={classes.sign} />
      <span className={classes.words} data-is-text={kind === 'text' || undefined}>
        <span className={classes.label}>
          <Marked text={item.label} words={words} />
        </span>
        {item.note && (
          <span className={classes.note}>
            <Marked text={item.note} words={words} />
          </span>
        )}
      </span>
    </>
  )
}

const All = ({ name, total }: { name: string; total: number }) => (
  <>
    <IconArrowRight size={18} stroke={1.5} aria-hidden className={classes.sign} />
    <span className={classes.label}>
      <Trans>
        Show all {total} in {name}
      </Trans>
    </span>
  </>
)

const Marked = ({ text, words }: { text: string; words: readonly string[] }) =>
  marked(text, words).map(({ text: piece, isMatch }, at) =>
    isMatch ? (
      <mark key={at} className={classes.mark}>
        {piece}
      </mark>
    ) : (
      piece
    ),
  )
