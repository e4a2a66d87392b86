/** Places beside a customer's sub-tabs that a mail's link may lead to. The order is part of every link: new ones go to the end. */
export const linkPages = ['customers', 'tasks', 'report', 'notifications', 'exports', 'engine', 'outbox', 'people', 'account'] as const
export type LinkPage = (typeof linkPages)[number]
