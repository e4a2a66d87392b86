import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import type { ReactNode } from 'react'
import { messages as english } from '../../locales/en.po'

// The source language is part of the first load; another one is fetched when the deployment speaks it.
i18n.loadAndActivate({ locale: 'en', messages: english })

export const Language = ({ children }: { children: ReactNode }) => <I18nProvider i18n={i18n}>{children}</I18nProvider>
