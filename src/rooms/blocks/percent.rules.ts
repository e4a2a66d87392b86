/** Whole percent, rounded down: a hundred is said of what is done altogether. */
export const percentDone = (done: number, all: number): number => (all === 0 ? 0 : Math.floor((done / all) * 100))
