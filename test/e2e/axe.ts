import { AxeBuilder } from '@axe-core/playwright'
import type { Frame, Page } from 'playwright-core'

/** What is there is there in both themes; only what can be told apart differs. */
const rules = { light: undefined, dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }

/** Each violation of the page as it stands, in words. */
export const violationsOf = async (page: Page, scheme: 'light' | 'dark'): Promise<string[]> => {
  // The library's own way of running writes its half a megabyte into the page four times for each look, and takes all that is well out again.
  const source: string = new AxeBuilder({ page })['script']()
  await Promise.all(page.frames().map((frame) => bring(source, frame, frame === page.mainFrame())))
  return page.evaluate<string[]>(look(rules[scheme]))
}

/** Into every frame, as far as it lets script in. */
const bring = async (source: string, frame: Frame, isPage: boolean) => {
  const brought = (async () => {
    if (await frame.evaluate<boolean>('typeof axe === "object"')) return
    await frame.evaluate(`${source}; axe.configure({ allowedOrigins: ['<same_origin>'], branding: { application: 'playwright' } })`)
  })()
  if (isPage) return brought
  await Promise.race([brought.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 1_000))])
}

// Of what is no violation nobody asks where it stands: finding that out takes as long as all the rules do.
const look = (runOnly: object | undefined) => `
  axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...(runOnly ? { runOnly } : {}) })}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join(' | ')))`
