import type { Row, Sheet } from '#server/xlsx.ts'

/** One long sheet as several of at most `limit` rows: `Daily`, `Daily 2` … Each must be written before the next is asked for. */
export async function* inSheets(sheet: Sheet, limit: number): AsyncGenerator<Sheet> {
  const source = rowsOf(sheet)
  let held: readonly Row[] | undefined = await following(source)
  try {
    for (let number = 1; number === 1 || held; number++) {
      const part = async function* (): AsyncGenerator<readonly Row[]> {
        for (let room = limit; held && room > 0;) {
          const taken: readonly Row[] = held.slice(0, room)
          const rest: readonly Row[] = held.slice(room)
          room -= taken.length
          yield taken
          held = rest.length > 0 ? rest : await following(source)
        }
      }
      yield { ...sheet, name: number === 1 ? sheet.name : `${sheet.name} ${number}`, batches: part() }
    }
  } finally {
    await source.return(undefined) // a source that is a database cursor would hold its connection
  }
}

async function* rowsOf({ batches }: Sheet): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches) if (batch.length > 0) yield batch
}

const following = async (source: AsyncGenerator<readonly Row[]>): Promise<readonly Row[] | undefined> => {
  const next = await source.next()
  return next.done ? undefined : next.value
}
