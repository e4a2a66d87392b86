import { exitWith } from '#server/lifecycle.ts'
import { buildWeb } from '#server/web-build.ts'

// The browser app, into dist/web: once at roll-out; npm start does it by itself.
try {
  await buildWeb(process.cwd())
} catch (error) {
  exitWith(error)
}
