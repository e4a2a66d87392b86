import { figure, goalOf } from './active.ts'
import { bold, bullets, field, heading, pageToChoose, paragraph, textBlock, type Pattern } from './parts.ts'

export const analytics: Pattern = {
  about: 'The figures for a review: where the partner stands, how it developed, targets and what each figure means.',
  blocks: ({ model }) => [
    textBlock(
      heading(field('partner.name'), ': the figures'),
      paragraph('Always up to date, and always your own part: whoever sees some of the customers sees the figures of those.'),
    ),
    figure('Customers', { metric: 'customers', chart: 'number' }, 'half'),
    figure('Open tasks', { metric: 'openTasks', chart: 'number' }, 'half'),
    model.reportLayout === 'usage'
      ? figure('Peaks by month', { metric: 'peaks', chart: 'bars' })
      : figure('ACV by quarter', { metric: 'acv', chart: 'line', grouping: 'quarter', periods: 8 }),
    goalOf('customers', 'Customers at the end of the quarter', 'The target that we have agreed on.', 50),
    pageToChoose('Further figures', 'A dashboard of your own, from a tool whose pages this portal may show.'),
    textBlock(
      heading('What the figures mean'),
      bullets(
        [bold('Customers: '), 'companies that you serve, archived ones left out.'],
        [bold('Open tasks: '), 'what the portal has found that somebody should look at.'],
        model.reportLayout === 'usage'
          ? [bold('Peaks: '), 'the highest daily value of a billing cycle, product by product.']
          : [bold('ACV: '), 'annual contract value, the recurring value of all running lines for twelve months.'],
      ),
    ),
  ],
}
