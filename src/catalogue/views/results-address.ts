import type { IsoDate } from '../../kernel/dates.ts';
import { type QueryValue, searchPath } from '../catalogue-paths.ts';
import type { OfferQuery } from '../search-query.ts';

/** A change to a search: what to set, leave out, or take away by one value. */
export type Change = Readonly<Record<string, QueryValue>>;

/**
 * The parameters a search is written with in an address, without those that say what is usual. The cursor is left out:
 * another search begins on its first page.
 */
export function searchParameters(query: OfferQuery, today: IsoDate): Record<string, QueryValue> {
  const values: Record<string, QueryValue> = {
    q: query.q,
    exact: query.exact ? '1' : undefined,
    on: query.on === today ? undefined : query.on,
    quantity: query.quantity === 1 ? undefined : query.quantity,
    place: query.place?.postcode,
    agreement: query.agreement,
    lot: query.lot,
    category: query.category,
    manufacturer: query.manufacturer,
    condition: query.condition,
    supplier: query.supplier,
    route: query.route,
    label: query.label,
    funding: query.funding,
    minPrice: query.minPrice,
    maxPrice: query.maxPrice,
    within: query.within,
    sme: query.sme ? '1' : undefined,
    takesBack: query.takesBack ? '1' : undefined,
    stock: query.stock ? '1' : undefined,
  };
  for (const [name, chosen] of Object.entries(query.attributes)) values[`attr.${name}`] = chosen;
  values['sort'] = query.sort === 'relevance' ? undefined : query.sort;
  return values;
}

/** The parameters without one value, or without the parameter when it takes only one. */
export function without(
  values: Readonly<Record<string, QueryValue>>,
  name: string,
  value?: string,
): Record<string, QueryValue> {
  const current = values[name];
  const rest =
    typeof current === 'object' && value !== undefined ? current.filter((each) => String(each) !== value) : undefined;
  return { ...values, [name]: rest };
}

/** The address of the search with changes. */
export function searchAddress(values: Readonly<Record<string, QueryValue>>, change: Change = {}): string {
  return searchPath({ ...values, ...change });
}
