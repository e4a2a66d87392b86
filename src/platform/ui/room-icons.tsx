import {
  IconBolt, IconBook, IconBuilding, IconBulb, IconCalendar, IconCertificate, IconChartBar, IconChecklist, IconClipboard, IconCoin, IconFile,
  IconFlag, IconFolder, IconHeartHandshake, IconHelpCircle, IconHome, IconKey, IconLayoutDashboard, IconLifebuoy, IconLink, IconMail,
  IconMessage, IconNews, IconPackage, IconPalette, IconPhone, IconPhoto, IconRocket, IconSchool, IconShield, IconShoppingCart,
  IconSpeakerphone, IconStar, IconTarget, IconTool, IconTrophy, IconUsers, IconVideo, IconWorld, type Icon, type IconProps,
} from '@tabler/icons-react' // prettier-ignore
import { createElement } from 'react'
import { isRoomIcon, type RoomIcon } from '#shared/room-icons.ts'

const signs: Readonly<Record<RoomIcon, Icon>> = {
  home: IconHome,
  building: IconBuilding,
  checklist: IconChecklist,
  chart: IconChartBar,
  package: IconPackage,
  bolt: IconBolt,
  lifebuoy: IconLifebuoy,
  layout: IconLayoutDashboard,
  folder: IconFolder,
  file: IconFile,
  book: IconBook,
  school: IconSchool,
  certificate: IconCertificate,
  rocket: IconRocket,
  flag: IconFlag,
  target: IconTarget,
  trophy: IconTrophy,
  star: IconStar,
  bulb: IconBulb,
  speakerphone: IconSpeakerphone,
  calendar: IconCalendar,
  message: IconMessage,
  mail: IconMail,
  phone: IconPhone,
  users: IconUsers,
  handshake: IconHeartHandshake,
  palette: IconPalette,
  photo: IconPhoto,
  video: IconVideo,
  link: IconLink,
  world: IconWorld,
  shield: IconShield,
  key: IconKey,
  coin: IconCoin,
  cart: IconShoppingCart,
  clipboard: IconClipboard,
  tool: IconTool,
  news: IconNews,
  help: IconHelpCircle,
}

/** The sign of a room in the menu; of a name that is none, a plain sheet's. */
export const roomIcon = (name: string): Icon => (isRoomIcon(name) ? signs[name] : IconFile)

/** The same as a picture beside its name: `<RoomSign name={room.icon} size={18} />`. */
export const RoomSign = ({ name, ...look }: { name: string } & Pick<IconProps, 'size' | 'stroke' | 'className'>) =>
  createElement(roomIcon(name), { ...look, 'aria-hidden': true })
