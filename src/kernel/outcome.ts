/**
 * What is wrong with an input, in the order a person needs it: what, where, what to do.
 * `code` is stable and for programs; `message` and `remedy` are for people.
 */
export interface Problem {
  readonly code: string;
  /** Where in a document: a JSON pointer, a query parameter's name, or `file:line`. */
  readonly path?: string;
  /** Where in a table: the line number in the file (the heading is row 1), and the heading. */
  readonly row?: number;
  readonly column?: string;
  readonly value?: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failure {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

/** A result its caller must look at: expected failures are values, only the impossible is thrown. */
export type Outcome<T> = Success<T> | Failure;

export function succeed<T>(value: T): Success<T> {
  return { ok: true, value };
}

export function fail(...problems: readonly Problem[]): Failure {
  return { ok: false, problems };
}
