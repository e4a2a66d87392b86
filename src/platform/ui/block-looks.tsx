import { msg } from '@lingui/core/macro'
import {
  IconAddressBook,
  IconAppWindow,
  IconChartBar,
  IconChecklist,
  IconFileDownload,
  IconFlag,
  IconHandClick,
  IconHelpCircle,
  IconLink,
  IconPhoto,
  IconSearch,
  IconTarget,
  IconTextSize,
  IconVideo,
} from '@tabler/icons-react'
import type { BlockLooks } from './blocks.tsx'

/** What the palette says of each kind. */
export const blockLooks: BlockLooks = {
  text: { label: msg`Text`, about: msg`Headings, paragraphs, lists and links, with the reader’s own names put in.`, icon: IconTextSize },
  banner: { label: msg`Banner`, about: msg`A title in the brand’s colour, with a picture beside it.`, icon: IconFlag },
  image: { label: msg`Image`, about: msg`A picture with a caption.`, icon: IconPhoto },
  video: { label: msg`Video`, about: msg`From YouTube, Vimeo or Loom, or an uploaded file.`, icon: IconVideo },
  document: { label: msg`Documents`, about: msg`One file or several, to download.`, icon: IconFileDownload },
  faq: { label: msg`Questions and answers`, about: msg`Questions that open to their answers.`, icon: IconHelpCircle },
  introduction: {
    label: msg`Introduction`,
    about: msg`A person or the company, with a picture and how to reach them.`,
    icon: IconAddressBook,
  },
  link: { label: msg`Link`, about: msg`To another room or a page elsewhere.`, icon: IconLink },
  'action-bar': { label: msg`Action bar`, about: msg`Up to six buttons.`, icon: IconHandClick },
  checklist: { label: msg`Checklist`, about: msg`What there is to do, marked by a person or a partnership.`, icon: IconChecklist },
  goals: { label: msg`Goals`, about: msg`How far a figure is from its target.`, icon: IconTarget },
  analytics: { label: msg`Analytics`, about: msg`A figure or a chart of what the reader sees.`, icon: IconChartBar },
  search: { label: msg`Search`, about: msg`A field that looks through the portal.`, icon: IconSearch },
  embed: { label: msg`Embedded page`, about: msg`A page of another service, from the list of allowed hosts.`, icon: IconAppWindow },
}
