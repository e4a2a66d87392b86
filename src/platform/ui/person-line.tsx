import classes from './person-line.module.css'
import { PersonState, type PersonStateProps } from './person-state.tsx'

/** Whose panel it is, below the name: the address, and whether they can sign in. */
export const PersonLine = ({ email, ...state }: PersonStateProps & { email: string }) => (
  <div className={classes.line}>
    <span className={classes.address}>{email}</span>
    <PersonState {...state} />
  </div>
)
