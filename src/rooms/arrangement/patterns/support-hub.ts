import {
  block,
  bold,
  bullets,
  field,
  filesToChoose,
  heading,
  pageToChoose,
  paragraph,
  question,
  textBlock,
  videoToChoose,
  type Pattern,
} from './parts.ts'

export const supportHub: Pattern = {
  about: 'Answers before questions: the common ones, guides for finding faults, tutorials, tickets and the people behind them.',
  blocks: () => [
    textBlock(
      heading('Before you write to us'),
      paragraph('Most questions are answered below. If yours is not, a ticket reaches the right people fastest. Have these ready:'),
      bullets(
        [bold('Which customer'), ' and which product it is about.'],
        [bold('What you expected'), ' and what happened instead, with the time.'],
        [bold('What you have tried'), ' already.'],
      ),
    ),
    block('faq', {
      title: 'Common questions',
      items: [
        question(
          'resetpwd',
          'A customer can’t sign in. What can I do?',
          'Ask them to use “Forgot your password” first. If no mail comes, check the address under their contacts and write to us.',
        ),
        question(
          'noresults',
          'A figure looks wrong. Whom do I ask?',
          'Open it first: every figure in the portal shows the rows that it is made of. If a row is wrong, write to us and name it.',
        ),
        question(
          'newprice',
          'Where do I find current prices?',
          'In the price list of your agreement. Ask ',
          field('manager.name'),
          ' when you are not sure which one is yours.',
        ),
        question(
          'howfast',
          'How soon do I get an answer?',
          'Within four working hours for anything that stops a customer’s work, and within one working day otherwise.',
        ),
      ],
    }),
    filesToChoose('Guides for finding faults', 'Step by step, from what you see to what to do.'),
    videoToChoose('Tutorial: your first customer', 'Five minutes, from an empty account to the first result.'),
    pageToChoose('Tickets', 'Open a ticket and see those that you have.'),
    block('introduction', {
      who: 'company', name: 'Partner support', photo: null, phone: '', link: '',
      bio: 'Engineers who know the products from the inside. They answer in English, Monday to Friday.',
    }, 'half'), // prettier-ignore
    block(
      'introduction',
      { who: 'manager', photo: null, bio: 'When a ticket is not the right way: plans, prices, and anything that got stuck.', phone: '' },
      'half',
    ),
  ],
}
