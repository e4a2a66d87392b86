import { lazyForm, type BlockForms } from '#ui/blocks.tsx'

/** The settings panel of each kind. */
export const blockForms: BlockForms = {
  text: lazyForm(() => import('./text/form.tsx')),
  banner: lazyForm(() => import('./banner/form.tsx')),
  image: lazyForm(() => import('./image/form.tsx')),
  video: lazyForm(() => import('./video/form.tsx')),
  document: lazyForm(() => import('./document/form.tsx')),
  faq: lazyForm(() => import('./faq/form.tsx')),
  introduction: lazyForm(() => import('./introduction/form.tsx')),
  link: lazyForm(() => import('./link/form.tsx')),
  'action-bar': lazyForm(() => import('./action-bar/form.tsx')),
  checklist: lazyForm(() => import('./checklist/form.tsx')),
  goals: lazyForm(() => import('./goals/form.tsx')),
  analytics: lazyForm(() => import('./analytics/form.tsx')),
  search: lazyForm(() => import('./search/form.tsx')),
  embed: lazyForm(() => import('./embed/form.tsx')),
}
