const words = (text: string) => text.trim().split(/\s+/)
const phrases = (text: string) => text.trim().split(/\s*,\s*/)

export const cores = words(`
  Alder Anchor Arbor Aspen Atlas Aurora Beacon Birch Bluebell Boreal Bramble Bridge Brook Calder Canal Cedar Cinder Clover Cobalt Copper Coral
  Crest Dale Delta Drift Dune Eider Ember Estuary Falcon Fern Field Fjord Flint Forge Foxglove Gable Garnet Glacier Granite Grove Gull Harbour Haven
  Hazel Heather Heron Hollow Indigo Iris Ivory Jasper Juniper Kestrel Kiln Lantern Larch Lark Linden Lumen Maple Marble Marsh Meadow Merle Mill
  Mistral Moor Moss Nettle Nimbus Nord Oak Onyx Orchard Osprey Otter Parrot Pebble Pier Pine Plover Poplar Prairie Quarry Quill Raven Reed Ridge
  River Rowan Saffron Sage Sail Sandpiper Shale Shore Silver Slate Sorrel Spruce Stone Summit Swift Tarn Teal Thistle Tide Timber Torrent Umber Vale
  Velvet Verdant Walnut Warden Wave Willow Wren Yarrow Zephyr`)

export const trades = phrases(`
  Bank, Logistics, Health, Foods, Energy, Insurance, Retail, Shipping, Pharma, Textiles, Dental, Legal, Media, Telecom, Robotics, Housing, Rail,
  Airports, Water, Universities, Hospital Group, Hotels, Travel, Motors, Castings, Paper, Optics, Consulting, Accounting, Recruitment, Property,
  Construction, Agriculture, Fisheries, Brewing, Publishing, Games, Payments, Analytics, Biotech, Schools, Municipal Services, Packaging, Security`)

export const places = words(`
  Ashford Bergvik Calmont Dunmore Eastmere Fairholm Glenrock Hollandsby Ironbridge Jarvsund Kilbrae Lakemoor Marienfeld Northam Oldenwick Portsel
  Queensferry Riverton Solberg Tallmere Upfield Vesterhavn Westbrook Yarmund Zellin`)

/** Names that a screen must bear: scripts, formulas, other alphabets, and more letters than a column has. */
export const awkwardNames = [
  '<script>alert("hello")</script> Digital',
  '=HYPERLINK("https://example.com","Open me") Trading',
  '東京港湾ロジスティクス株式会社',
  'Ναυπηγεία Αιγαίου',
  'شركة النور للتقنية',
  'Дніпро Енерго',
  '한빛물산',
  'The Worshipful and Ancient Company of Harbour Pilots, Lightermen and Watermen of the Northern Estuary (Pensions and Benevolent Fund)',
]

export const givenNames = words(`
  Aino Amara Anders Aneta Bruno Camille Dario Eline Elias Femke Freya Goran Hanna Hugo Ilse Imran Ingrid Jakub Jonas Kaia Karim Laila Leo Linnea
  Lucia Marek Mateo Mei Mila Nadia Nils Noor Olga Oscar Paula Priya Rafael Rosa Sami Sanna Signe Simon Sofia Tariq Thea Tomas Vera Viktor Yara Zoe`)
export const familyNames = words(`
  Aalto Abbott Adeyemi Almeida Andersen Bakker Bauer Berg Bianchi Blom Carver Chen Costa Dahl Dubois Eklund Fischer Garcia Haddad Hansen Holm
  Ivanova Jansen Jensen Kaya Keller Kowalski Larsson Lind Lopez Marsh Meyer Moreau Nguyen Novak Okafor Olsen Petrov Quist Rahman Rossi Sato Schmidt
  Silva Strand Svensson Tanaka Virtanen Weber Wilson`)
export const titles = phrases(`
  Head of IT, IT Security Lead, Chief Information Officer, Procurement Manager, Finance Director, Operations Manager, Systems Engineer,
  Network Engineer, Accounts Payable, Chief Executive, Compliance Officer, Service Desk Lead`)

export const tagLabels = phrases(
  `Key account, Public sector, Quarterly review, New this year, Renewal at risk, Reference, Expansion, Price list 2, Onboarding, Regulated`,
)

export type Region = { name: string; timeZone: string; currency: string; countries: string[]; ending: string }

/** Where partners sell, with what money is worth there (units for one euro). */
export const regions: Region[] = [
  { name: 'Nordics', timeZone: 'Europe/Stockholm', currency: 'SEK', countries: ['SE', 'NO', 'DK', 'FI'], ending: 'AB' },
  { name: 'United Kingdom', timeZone: 'Europe/London', currency: 'GBP', countries: ['GB', 'IE'], ending: 'Ltd' },
  { name: 'DACH', timeZone: 'Europe/Berlin', currency: 'EUR', countries: ['DE', 'AT', 'CH'], ending: 'GmbH' },
  { name: 'North America', timeZone: 'America/New_York', currency: 'USD', countries: ['US', 'CA'], ending: 'Inc.' },
  { name: 'Benelux', timeZone: 'Europe/Amsterdam', currency: 'EUR', countries: ['NL', 'BE', 'LU'], ending: 'BV' },
  { name: 'Japan', timeZone: 'Asia/Tokyo', currency: 'JPY', countries: ['JP'], ending: 'KK' },
  { name: 'Iberia', timeZone: 'Europe/Madrid', currency: 'EUR', countries: ['ES', 'PT'], ending: 'SL' },
  { name: 'Baltics', timeZone: 'Europe/Tallinn', currency: 'EUR', countries: ['EE', 'LV', 'LT'], ending: 'OÜ' },
  { name: 'Australia and New Zealand', timeZone: 'Australia/Sydney', currency: 'AUD', countries: ['AU', 'NZ'], ending: 'Pty Ltd' },
]

const perEuro: Record<string, number> = {
  EUR: 1,
  SEK: 11.3,
  NOK: 11.7,
  DKK: 7.46,
  GBP: 0.85,
  USD: 1.08,
  JPY: 163,
  AUD: 1.65,
  CHF: 0.95,
  CAD: 1.48,
}

/** Units of a currency that one euro is worth; an unlisted one counts like the euro. */
export const worth = (currency: string): number => perEuro[currency] ?? 1
