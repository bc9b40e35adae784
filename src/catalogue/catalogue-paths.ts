import type { DeliveryPlace } from '../agreements/index.ts';

/** A query value: lists become repeated parameters, undefined and empty text are left out. */
export type QueryValue = string | number | readonly (string | number)[] | undefined;

/** An address with a query made from values, in the order given. */
export function withQuery(path: string, values: Readonly<Record<string, QueryValue>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    const all = typeof value === 'object' ? value : [value];
    for (const each of all) if (each !== undefined && each !== '') query.append(name, String(each));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** The category tree. */
export const cataloguePath = '/catalogue';

/** Models whose makers published what they emit; most of them nobody offers. */
export function footprintsPath(values: Readonly<Record<string, QueryValue>> = {}): string {
  return withQuery('/catalogue/footprints', values);
}

/** The results page; a category's own page is the results with the category set. */
export function searchPath(values: Readonly<Record<string, QueryValue>> = {}): string {
  return withQuery('/catalogue/search', values);
}

export function productPath(
  slug: string,
  values: {
    readonly quantity?: number | undefined;
    readonly offer?: string | undefined;
    readonly place?: DeliveryPlace | undefined;
  } = {},
): string {
  return withQuery(`/catalogue/products/${encodeURIComponent(slug)}`, {
    quantity: values.quantity === 1 ? undefined : values.quantity,
    offer: values.offer,
    place: values.place?.postcode,
  });
}

function offersAsked(offers: readonly string[], quantity?: number, place?: DeliveryPlace) {
  return { offer: offers, quantity: quantity === 1 ? undefined : quantity, place: place?.postcode };
}

export function comparePath(offers: readonly string[], quantity?: number, place?: DeliveryPlace): string {
  return withQuery('/catalogue/compare', offersAsked(offers, quantity, place));
}

/** The same comparison as a file. */
export function compareCsvPath(offers: readonly string[], quantity?: number, place?: DeliveryPlace): string {
  return withQuery('/catalogue/compare.csv', offersAsked(offers, quantity, place));
}

/** Where a list is named before it is saved. */
export function newListPath(offers: readonly string[], quantity?: number, place?: DeliveryPlace): string {
  return withQuery('/catalogue/lists/new', offersAsked(offers, quantity, place));
}

/** Where lists are saved (POST). */
export const listsPath = '/catalogue/lists';

export function listPath(id: string, place?: DeliveryPlace): string {
  return withQuery(`${listsPath}/${encodeURIComponent(id)}`, { place: place?.postcode });
}
