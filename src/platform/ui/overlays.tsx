/**
 * Where menus, panels and dialogs are put: inside the page's main landmark, so that nothing on the screen stands outside
 * every landmark. The attribute is the one by which Mantine finds a place that is already there.
 */
export const Overlays = () => <div data-portal="true" data-mantine-shared-portal-node="true" data-screen-only />
