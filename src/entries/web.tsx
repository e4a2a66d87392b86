import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@fontsource-variable/inter/wght.css'
import '#ui/global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { SignInPage } from '#rooms/sessions/sign-in.tsx'
import { App } from '#ui/app.tsx'
import { BlockDeedsContext, BlockScreensContext } from '#ui/blocks.tsx'
import { Language } from '#ui/language.tsx'
import { AccountPanelsContext, CustomerPanelsContext } from '#ui/panels.tsx'
import { RoomEditorContext } from '#ui/room-editor.tsx'
import { SessionStepsProvider } from '#ui/session-steps.tsx'
import {
  accountPanels,
  blockDeeds,
  blockForms,
  blockViews,
  customerPanels,
  kindPages,
  ownPages,
  publicPages,
  roomEditor,
  roomPage,
  rooms,
  sessionSteps,
} from '../rooms.web.tsx'

const blocks = { views: blockViews, forms: blockForms }
const inside = { kindPages, roomPage, rooms, own: ownPages }
const place = document.getElementById('app')
if (!place) throw new Error('index.html has no #app')

// A page that the browser kept whole may belong to someone who has signed out since.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})

createRoot(place).render(
  <StrictMode>
    <Language>
      <CustomerPanelsContext value={customerPanels}>
        <SessionStepsProvider value={sessionSteps}>
          <AccountPanelsContext value={accountPanels}>
            <BlockScreensContext value={blocks}>
              <BlockDeedsContext value={blockDeeds}>
                <RoomEditorContext value={roomEditor}>
                  <App inside={inside} signIn={SignInPage} publicPages={publicPages} />
                </RoomEditorContext>
              </BlockDeedsContext>
            </BlockScreensContext>
          </AccountPanelsContext>
        </SessionStepsProvider>
      </CustomerPanelsContext>
    </Language>
  </StrictMode>,
)
