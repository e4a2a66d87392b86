// A Chromium for the browser tests: the one that is named or installed, or else one that we fetch.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Absolute path of a Chromium that runs. Ends the process with a sentence when there is none to be had. */
export const findChromium = () => {
  const named = process.env.CHROMIUM_PATH
  if (named) return runs(named) ? named : stop(`CHROMIUM_PATH is ${named}, and that does not run.`)
  const require = createRequire(import.meta.url)
  const own = require('playwright-core').chromium.executablePath()
  const found = [...usual, own].find(runs)
  if (found) return found
  process.stdout.write('No Chromium found; fetching one …\n')
  const cli = join(dirname(require.resolve('playwright-core/package.json')), 'cli.js')
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
  if (runs(own)) return own
  if (process.getuid?.() === 0) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (runs('/usr/bin/chromium')) return '/usr/bin/chromium'
  }
  return stop('The browser tests need a Chromium, and none could be fetched. Install one and name it in CHROMIUM_PATH.')
}

const runs = (path) => existsSync(path) && spawnSync(path, ['--version']).status === 0

const stop = (sentence) => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
