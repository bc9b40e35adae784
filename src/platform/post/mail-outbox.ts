/** The outbox as pages and figures read it. */
export {
  countLetters,
  findLetter,
  letterStates,
  type LetterState,
  type ListedLetter,
  listLetters,
  retryLetter,
} from './mail-store.ts';
