import type { Problem } from '../../kernel/outcome.ts';

/** A refusal a route throws on purpose; the error page or the JSON says exactly this and nothing more. */
export class HttpError extends Error {
  readonly status: number;
  readonly title: string;
  readonly problems: readonly Problem[];
  /** Where a person can go instead. */
  readonly instead: readonly { readonly text: string; readonly href: string }[];

  constructor(
    status: number,
    title: string,
    problems: readonly Problem[],
    instead: readonly { readonly text: string; readonly href: string }[] = [],
  ) {
    super(title);
    this.status = status;
    this.title = title;
    this.problems = problems;
    this.instead = instead;
  }
}

export function notFound(
  message: string,
  remedy: string,
  instead: readonly { readonly text: string; readonly href: string }[] = [],
): HttpError {
  return new HttpError(404, 'Page not found', [{ code: 'not-found', message, remedy }], instead);
}

export function badRequest(problems: readonly Problem[]): HttpError {
  return new HttpError(400, 'There is a problem with the address', problems);
}
