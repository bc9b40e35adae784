/** Answers as they stand in an address, by question id. */
export type AnswerQuery = Readonly<Record<string, string>>;

function withQuery(path: string, values: Readonly<Record<string, string | readonly string[]>>): string {
  const pairs = Object.entries(values).flatMap(([name, value]) => [value].flat().map((each) => [name, each]));
  const text = new URLSearchParams(pairs.filter(([, value]) => value !== '')).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Addresses of the finder. The answers are in the address and nowhere else. */
export const finderPaths = {
  start: (agreement: AnswerQuery = {}): string => withQuery('/find', agreement),
  question: (id: string, answers: AnswerQuery): string => withQuery(`/find/${encodeURIComponent(id)}`, answers),
  answer: (answers: AnswerQuery): string => withQuery('/find/answer', answers),
  api: (answers: AnswerQuery): string => withQuery('/api/v1/finder', answers),
  /** Offers of the catalogue that fit, as the catalogue's own search understands it. */
  offers: (values: Readonly<Record<string, string | readonly string[]>>): string =>
    withQuery('/catalogue/search', values),
  suppliers: (agreement: string, lot: string): string => withQuery('/suppliers', { agreement, lot }),
} as const;
