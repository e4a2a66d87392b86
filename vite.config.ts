import { spawnSync } from 'node:child_process'
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = import.meta.dirname

/**
 * A text that the catalogue lacks would stand on the screen as its id, so the catalogue is brought up to date before each
 * build; the clean-tree check then shows that it was not committed.
 */
const catalogue = (): Plugin => ({
  name: 'catalogue',
  apply: 'build',
  buildStart() {
    const extract = spawnSync(process.execPath, [`${here}/node_modules/@lingui/cli/dist/lingui.js`, 'extract', '--clean'], {
      cwd: here,
      encoding: 'utf8',
    })
    if (extract.status !== 0) this.error(`The texts could not be extracted:\n${extract.stdout}${extract.stderr}`)
  },
})

export default defineConfig({
  root: here,
  plugins: [
    catalogue(),
    react(),
    lingui({ cwd: here, failOnMissing: true, failOnCompileError: true }),
    babel({ presets: [linguiTransformerBabelPreset({}, { cwd: here })] }),
  ],
  // The server replaces the placeholder in every reply, so that no two documents share a nonce.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist/web',
    // A portal that runs keeps the page that it started with: its files stay until they are old (web-build.ts).
    emptyOutDir: false,
    target: 'es2024',
    // The content security policy has no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Whole, because a schema's chunk and the one that sets the library up would otherwise need each other before either is ready.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]/ }] } } },
  },
  server: { port: 5173, strictPort: true, proxy: { '/api': 'http://127.0.0.1:3000' } },
})
