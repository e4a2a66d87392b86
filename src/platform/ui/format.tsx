import { createContext, useContext } from 'react'
import { createFormat, type Format } from '#shared/format.ts'

export type { Format }

const FormatContext = createContext<Format>(createFormat('en-GB'))
export const FormatProvider = FormatContext.Provider
export const useFormat = () => useContext(FormatContext)
