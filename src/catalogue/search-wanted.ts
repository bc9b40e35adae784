import type { IsoDate } from '../kernel/dates.ts';
import type { Amount } from './search-facts.ts';
import type { OfferSort } from './search-query.ts';
import type { QueryWord } from './search-words.ts';

/**
 * A wish that an offer meets or not. `name` is the parameter it came from. Codes are those of `search_code`; a list holds
 * alternatives, so an empty one is met by nothing.
 */
export type Wish = { readonly name: string } & (
  | {
      readonly kind: 'lots' | 'suppliers' | 'manufacturers' | 'labels' | 'attributes';
      readonly codes: readonly number[];
    }
  | {
      readonly kind: 'categories';
      /** Leaf categories, and conditions when only offers in these are meant. */
      readonly scopes: readonly { readonly codes: readonly number[]; readonly conditions: readonly number[] }[];
    }
  | { readonly kind: 'conditions'; readonly conditions: readonly number[] }
  | { readonly kind: 'funding'; readonly mask: number }
  | { readonly kind: 'price'; readonly from: Amount | null; readonly to: Amount | null }
  | { readonly kind: 'lead'; readonly days: number }
  | { readonly kind: 'flag'; readonly mask: number }
  | { readonly kind: 'stock' }
);

/** The words of a search, ready for PostgreSQL (`tsquery`), all and by the fields they may stand in. */
export interface WantedWords {
  /** As they were read. */
  readonly words: readonly QueryWord[];
  readonly all: string;
  readonly names: string;
  readonly namesAndCategory: string;
  readonly exceptDescription: string;
  /** Categories the words themselves name: their products come first. */
  readonly categories: readonly number[];
}

/** A search with every name turned into its code. */
export interface Wanted {
  readonly on: IsoDate;
  readonly quantity: number;
  /** Whether the order goes off the mainland: delivery may cost something else there. */
  readonly offMainland: boolean;
  readonly sort: OfferSort;
  readonly words: WantedWords | null;
  /** Conditions asked for in the words (`refurbished laptop`); not a filter one can take out. */
  readonly conditions: readonly number[];
  /** Lots that are closed on the day, and suppliers' closed positions: two lists of equal length. */
  readonly closedLots: readonly number[];
  readonly closedPositions: { readonly suppliers: readonly number[]; readonly lots: readonly number[] };
  /** In the order of their bits. */
  readonly wishes: readonly Wish[];
}

/** Where a page begins: after this row. The numbers are the keys of the sort, smaller first, the offer last. */
export type Position = readonly [key: number, tie: number, offer: number];

/** Whether the sort goes by the price of the whole order, delivered. */
export function byDelivered(sort: OfferSort): boolean {
  return sort === 'deliveredPrice';
}

/** Where an offer stands in a sort: the order every page follows. */
export function positionFor(
  sort: OfferSort,
  each: {
    readonly offer: number;
    readonly amount: Amount;
    readonly leadDays: number;
    readonly rank: number;
    readonly emissions: number;
  },
): Position {
  switch (sort) {
    case 'relevance':
      return [-each.rank, each.amount, each.offer];
    case 'price':
    case 'deliveredPrice':
      return [each.amount, 0, each.offer];
    case '-price':
      return [-each.amount, 0, -each.offer];
    case 'leadTime':
      return [each.leadDays, each.amount, each.offer];
    case 'emissions':
      return [each.emissions, each.amount, each.offer];
  }
}

/** Negative when the first stands before the second. */
export function comparePositions(one: Position, other: Position): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
