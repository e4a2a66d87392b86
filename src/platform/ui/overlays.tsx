/**
 * Where menus, panels and dialogs are put: inside the page's main landmark, so that nothing on the screen stands outside every landmark.
 * The theme names the place, because Mantine would otherwise keep the first one that it ever found.
 */
export const Overlays = () => <div data-overlays data-screen-only />

export const overlaysSelector = '[data-overlays]'
