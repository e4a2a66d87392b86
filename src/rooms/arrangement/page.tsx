import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Waiting } from '#ui/states.tsx'
import { DetailPage } from './detail.tsx'
import { InspectionPage } from './inspection.tsx'
import { ListPage } from './list.tsx'

/** The vendor's rooms: what each partner type sees, and one room with everything about it. */
export const Page = () => {
  const { t } = useLingui()
  return (
    <Suspense fallback={<Waiting label={t`Opening the page`} />}>
      <Switch>
        <Route path="/arrangement" component={ListPage} />
        <Route path="/arrangement/inspection" component={InspectionPage} />
        <Route path="/arrangement/:id/:tab?">{({ id, tab }) => <DetailPage key={id} id={id} tab={tab} />}</Route>
      </Switch>
    </Suspense>
  )
}
