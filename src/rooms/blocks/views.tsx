import { lazyView, type BlockViews } from '#ui/blocks.tsx'

/** How readers see each kind. */
export const blockViews: BlockViews = {
  text: lazyView(() => import('./text/view.tsx')),
  banner: lazyView(() => import('./banner/view.tsx')),
  image: lazyView(() => import('./image/view.tsx')),
  video: lazyView(() => import('./video/view.tsx')),
  document: lazyView(() => import('./document/view.tsx')),
  faq: lazyView(() => import('./faq/view.tsx')),
  introduction: lazyView(() => import('./introduction/view.tsx')),
  link: lazyView(() => import('./link/view.tsx')),
  'action-bar': lazyView(() => import('./action-bar/view.tsx')),
  checklist: lazyView(() => import('./checklist/view.tsx')),
  goals: lazyView(() => import('./goals/view.tsx')),
  analytics: lazyView(() => import('./analytics/view.tsx')),
  search: lazyView(() => import('./search/view.tsx')),
  embed: lazyView(() => import('./embed/view.tsx')),
}
