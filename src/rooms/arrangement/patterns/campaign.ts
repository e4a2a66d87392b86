import { actions, figure } from './active.ts'
import { block, bold, bullets, field, filesToChoose, heading, imageToChoose, paragraph, textBlock, type Pattern } from './parts.ts'

export const campaign: Pattern = {
  about:
    'One campaign from brief to result: what it says, the pictures and files for it, the next steps and the figures. With a first and a last day in its settings it comes and goes by itself.',
  blocks: ({ model }) => [
    block('banner', {
      title: 'A clear view in one day',
      text: 'Our campaign for companies that grew faster than what they work with.',
      tone: 'dark',
      image: null,
    }),
    textBlock(
      heading('The brief'),
      paragraph(
        'Use this together with ',
        field('vendor.name'),
        ' or under your own name. Everything here may be changed for your market.',
      ),
      bullets(
        [bold('For whom: '), 'whoever decides about it in companies with 100 to 1,000 people.'],
        [bold('Message: '), 'what grew piece by piece can be seen as a whole again. A first look takes a day.'],
        [bold('Offer: '), 'a free first look, and half an hour to talk about what it shows.'],
        [bold('Runs: '), 'six weeks. Plan two mails, one event or webinar, and calls in between.'],
      ),
    ),
    imageToChoose('The picture of the campaign'),
    filesToChoose('Files of the campaign', 'Mails, pictures for social media, a landing page and the slides of the webinar.'),
    actions('Tools', [
      { label: 'More sales material', icon: 'package', address: '/kit' },
      { label: 'Choose whom to write to', icon: 'building', address: '/customers' },
      { label: 'Ask for help with it', icon: 'lifebuoy', address: '/support' },
    ]),
    textBlock(
      heading('How we measure it'),
      paragraph('The figures below are your own, as they are today. Compare them with where you stood when the campaign began.'),
    ),
    figure('Your customers', { metric: 'customers', chart: 'number' }, 'half'),
    model.reportLayout === 'usage'
      ? figure('In use', { metric: 'activeCustomers', chart: 'number' }, 'half')
      : figure('Annual contract value', { metric: 'acv', chart: 'number' }, 'half'),
  ],
}
