import { type DeliveryPlace, type DeliveryPlaces, readDeliveryPlace } from '../agreements/index.ts';
import { firstText } from './query-text.ts';
import type { FieldProblem } from './views/field-problem.ts';

/** The place of a page: none when none is given or it cannot be read, and then what to say beside the field. */
export function readPlace(
  value: unknown,
  places: DeliveryPlaces,
): { readonly place: DeliveryPlace | undefined; readonly problems: readonly FieldProblem[] } {
  const text = firstText(value).trim();
  if (text === '') return { place: undefined, problems: [] };
  const read = readDeliveryPlace(text, places);
  if (read.ok) return { place: read.value, problems: [] };
  const problems = read.problems.map(({ message, remedy }) => ({
    field: 'place',
    message: `${message} ${remedy}`,
    typed: text.slice(0, 40),
  }));
  return { place: undefined, problems };
}

/**
 * The address with the first half of the postcode in place of a whole one, which names a street and must not go on in bookmarks
 * and shared addresses; undefined where there is nothing to shorten.
 */
export function shortenedAddress(url: string, place: DeliveryPlace | undefined): string | undefined {
  const at = url.indexOf('?');
  if (place === undefined || at < 0) return undefined;
  const query = new URLSearchParams(url.slice(at + 1));
  if (query.get('place') === place.postcode) return undefined;
  query.set('place', place.postcode);
  return `${url.slice(0, at)}?${query.toString()}`;
}
