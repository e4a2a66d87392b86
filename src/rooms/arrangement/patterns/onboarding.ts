import { actions, checklist } from './active.ts'
import { block, bold, bullets, field, heading, paragraph, textBlock, videoToChoose, type Pattern } from './parts.ts'

export const onboarding: Pattern = {
  about:
    'Welcomes new partners: who is there for them, what to do first and what comes next. Once its list is complete it leaves the menu, and other rooms can open.',
  leavesWhenDone: true,
  blocks: () => [
    block('banner', {
      title: 'Welcome aboard',
      text: 'Everything you need to start selling with us, in the order that works best.',
      tone: 'brand',
      image: null,
    }),
    textBlock(
      heading('Hello ', field('person.firstName')),
      paragraph(
        'It is good to have ', field('partner.name'), ' with us. This room takes you through your first weeks. Most partners are ready for their first customer in ',
        bold('about ten working days'), '.',
      ), // prettier-ignore
      bullets(
        [bold('Week 1: '), 'get to know your contact and the portal, and make sure that everybody who needs access has it.'],
        [bold('Week 2: '), 'learn what we sell and to whom, and set up your own environment to show it.'],
        [bold('After that: '), 'plan your first customers together with ', field('manager.name'), '.'],
      ),
    ),
    block(
      'introduction',
      {
        who: 'manager',
        photo: null,
        bio: 'Your first address for everything about our work together: plans, prices and people.',
        phone: '',
      },
      'half',
    ),
    block('introduction', {
      who: 'company', name: 'Partner support', photo: null, phone: '', link: '',
      bio: 'Helps with technical questions and with anything in this portal that does not work as you expect.',
    }, 'half'), // prettier-ignore
    checklist('Your first steps', 'partnership', [
      {
        title: 'Invite your colleagues',
        about: 'Sales, technical and finance people see different parts of the portal. An admin adds them under People.',
        dueDays: 3,
      },
      {
        title: 'Meet your partner manager',
        about: 'Half an hour is enough to agree on who does what and how you reach each other.',
        dueDays: 5,
      },
      { title: 'Get to know the products', about: 'What they do, who buys them, and how a first conversation goes.', dueDays: 7 },
      {
        title: 'Set up your demonstration environment',
        about: 'So that you can show the product with data that is nobody’s.',
        dueDays: 10,
      },
      {
        title: 'Name your first three customers',
        about: 'Companies that you know well: it is easier to begin with them.',
        dueDays: 14,
        evidence: 'note',
      },
    ]),
    videoToChoose('Getting started in ten minutes', 'What the products do, for whom, and how a first conversation goes.'),
    actions('What next?', [
      { label: 'See your customers', icon: 'building', address: '/customers' },
      { label: 'Find sales material', icon: 'package', address: '/kit' },
      { label: 'Get help', icon: 'lifebuoy', address: '/support' },
    ]),
  ],
}
