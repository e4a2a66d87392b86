import { bootProcess } from '#server/lifecycle.ts'

await bootProcess('api', (settings) => settings.apiPort)
