import {
  convertCssVariables,
  createTheme,
  defaultCssVariablesResolver,
  MantineProvider,
  mergeMantineTheme,
  DEFAULT_THEME,
  type MantineColorScheme,
  type MantineColorSchemeManager,
  type MantineThemeOverride,
} from '@mantine/core'
import { setNonce } from 'get-nonce'
import { useMemo, type ReactNode } from 'react'
import { brandShades } from './brand.tsx'
import { paletteVariables } from './palette.tsx'
import { overlaysSelector } from './overlays.tsx'

const pageNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
// Mantine's overlays lock scrolling through another library, which asks get-nonce.
setNonce(pageNonce)

export const PortalTheme = ({ colour, font, children }: { colour: string; font: string; children: ReactNode }) => {
  const theme = useMemo(() => portalTheme(colour, font), [colour, font])
  const css = useMemo(() => themeCss(theme), [theme])
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={appearance}
      getStyleNonce={() => pageNonce}
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateInlineStyles
    >
      {/* As text and not as inner HTML, which trusted types refuse; Mantine's own variables and classes would be inner HTML. */}
      <style nonce={pageNonce}>{css}</style>
      {children}
    </MantineProvider>
  )
}

const system = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'

const portalTheme = (colour: string, font: string): MantineThemeOverride =>
  createTheme({
    primaryColor: 'brand',
    primaryShade: { light: 6, dark: 6 },
    colors: {
      brand: brandShades(colour),
      gray: ['#f7f8fa', '#f0f2f5', '#e5e8ed', '#d7dbe2', '#bac1cb', '#8e97a5', '#616b7a', '#485160', '#323a46', '#1e242d'],
      dark: ['#d3d7de', '#b7bdc7', '#9aa2af', '#727b89', '#414956', '#313844', '#242931', '#1a1e24', '#14171c', '#0d1014'],
    },
    white: '#ffffff',
    black: '#1b222c',
    fontFamily: `"${font}", ${system}`,
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
    lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.5' },
    spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
    radius: { xs: '3px', sm: '4px', md: '6px', lg: '6px', xl: '6px' },
    defaultRadius: 'md',
    shadows: Object.fromEntries(['xs', 'sm', 'md', 'lg', 'xl'].map((size) => [size, 'var(--pp-shadow)'])),
    headings: {
      fontWeight: '600',
      sizes: {
        h1: { fontSize: '1.25rem', lineHeight: '1.75rem' },
        h2: { fontSize: '1rem', lineHeight: '1.5rem' },
        h3: { fontSize: '0.875rem', lineHeight: '1.25rem' },
      },
    },
    respectReducedMotion: true,
    cursorType: 'pointer',
    components: {
      Portal: { defaultProps: { target: overlaysSelector } },
      Button: { defaultProps: { size: 'sm' } },
      Badge: { defaultProps: { tt: 'none' } },
      ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
      TextInput: { defaultProps: { size: 'sm' } },
      Tooltip: { defaultProps: { openDelay: 250, transitionProps: { duration: 100 }, withArrow: true } },
      Menu: { defaultProps: { withInitialFocusPlaceholder: false, transitionProps: { duration: 100 }, shadow: 'md' } },
      Popover: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md' } },
      Combobox: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md' } },
      Select: { defaultProps: { comboboxProps: { transitionProps: { duration: 100 } } } },
      Modal: { defaultProps: { transitionProps: { duration: 120 } } },
      Drawer: { defaultProps: { transitionProps: { duration: 140 } } },
    },
  })

const themeCss = (override: MantineThemeOverride): string => {
  const theme = mergeMantineTheme(DEFAULT_THEME, override)
  const plain = defaultCssVariablesResolver(theme)
  return convertCssVariables({
    variables: { ...plain.variables, ...paletteVariables.variables },
    light: { ...plain.light, ...paletteVariables.light },
    dark: { ...plain.dark, ...paletteVariables.dark },
  })
}

/** Kept for the life of the page and no longer: nothing of the portal is written to the browser's storage. */
let chosen: MantineColorScheme | undefined
const appearance: MantineColorSchemeManager = {
  get: (fallback) => chosen ?? fallback,
  set: (value) => {
    chosen = value
  },
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => {
    chosen = undefined
  },
}
