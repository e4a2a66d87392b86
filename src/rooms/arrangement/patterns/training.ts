import { checklist, goalByHand } from './active.ts'
import { block, bold, bullets, filesToChoose, heading, paragraph, textBlock, videoToChoose, type Pattern } from './parts.ts'

export const training: Pattern = {
  about: 'Courses with videos and material, a list of what is done and the way to a certificate.',
  blocks: () => [
    block('banner', {
      title: 'Become certified',
      text: 'Three short courses, at your own pace. The list keeps where you are.',
      tone: 'brand',
      image: null,
    }),
    textBlock(
      heading('What you learn'),
      paragraph('Each course takes about an hour. Begin with the first; the other two can be taken in any order.'),
      bullets(
        [bold('Course 1, the basics: '), 'what the products measure, who buys them and why.'],
        [bold('Course 2, selling: '), 'the first conversation, common objections, prices and offers.'],
        [bold('Course 3, running it: '), 'setting up a customer, reading results and explaining them.'],
      ),
    ),
    textBlock(
      heading('Course 1: the basics'),
      paragraph('By the end you can say in two minutes what problem is solved, for whom, and how a customer sees that it works.'),
    ),
    videoToChoose('Course 1: the basics', 'About 20 minutes.'),
    textBlock(
      heading('Course 2: selling'),
      paragraph('You meet three typical customers and follow a sale with each: from the first call to the signed order.'),
    ),
    videoToChoose('Course 2: selling', 'About 25 minutes.'),
    textBlock(
      heading('Course 3: running it'),
      paragraph('You set up a customer from nothing, read the first results and prepare the monthly conversation about them.'),
    ),
    videoToChoose('Course 3: running it', 'About 30 minutes.'),
    filesToChoose('Course material', 'Slides and exercises of all three courses.'),
    checklist('Your courses', 'person', [
      { title: 'Course 1: the basics', about: 'Watch the video and read the slides.', dueDays: 14 },
      { title: 'Course 2: selling', about: 'Watch the video and do the exercise with a colleague.', dueDays: 28 },
      { title: 'Course 3: running it', about: 'Watch the video and set up a customer in your demonstration environment.', dueDays: 42 },
      {
        title: 'Final test',
        about: 'Twenty questions. Your partner manager sends them when you ask; add a word about how it went.',
        dueDays: 56,
        evidence: 'note',
      },
    ]),
    goalByHand('Certified people', 'Three certified people make your company a certified partner.', { target: 3, unit: 'people' }),
  ],
}
