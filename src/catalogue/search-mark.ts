import { digest } from './search-cursor.ts';
import type { OfferQuery } from './search-query.ts';

/** The same for every page of a search: everything that decides which rows there are and in which order. */
export function searchMark(query: OfferQuery): string {
  const { cursor: _cursor, limit: _limit, facets: _facets, on: _on, ...rest } = query;
  const parts = Object.entries(rest).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return digest(JSON.stringify(parts), 9);
}
