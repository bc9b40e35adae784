import type { MatchedOffers } from './search-facts.ts';
import type { ProductTable } from './search-products.ts';
import { conditions } from './offer.ts';
import type { OfferSort } from './search-query.ts';
import { comparePositions, type Position, positionFor, type Wish } from './search-wanted.ts';

/** Products as a match set sees them. */
export interface MatchedProducts {
  readonly table: ProductTable;
  /** How well products match the words, by place; 0 for the others and without words. */
  readonly rank: Pick<ReadonlyMap<number, number>, 'get'>;
  /** The day whose labels count, as `dayNumber` gives it. */
  readonly day: number;
}

/** A row of a page: which offer, where it stands in the order, and how many offers it speaks for. */
export interface PageRow {
  readonly offer: number;
  readonly position: Position;
  readonly offers: number;
}

export interface Page {
  /** Rows the order has in all: offers, or products in a condition. */
  readonly rows: number;
  readonly page: readonly PageRow[];
  readonly more: boolean;
}

function positionOf(sort: OfferSort, offers: MatchedOffers, products: MatchedProducts, row: number): Position {
  return positionFor(sort, {
    offer: offers.offer[row] ?? 0,
    amount: offers.amount[row] ?? 0,
    leadDays: offers.leadDays[row] ?? 0,
    emissions: offers.emissions[row] ?? 0,
    rank: products.rank.get(offers.product[row] ?? -1) ?? 0,
  });
}

/**
 * The rows of a page: those after `after`, at most `limit`. With `grouped` a product in a condition is one row, that of its
 * lowest offer (the quickest one when sorted by lead time, that of least emissions when sorted by these).
 */
export function pageOf(
  offers: MatchedOffers,
  products: MatchedProducts,
  options: {
    readonly sort: OfferSort;
    readonly grouped: boolean;
    readonly limit: number;
    readonly after: Position | undefined;
  },
): Page {
  const { sort, limit, after } = options;
  const chosen = options.grouped ? representatives(offers, sort) : plainRows(offers);
  const kept: PageRow[] = [];
  let beyond = 0;
  for (const { row, count } of chosen) {
    const position = positionOf(sort, offers, products, row);
    if (after !== undefined && comparePositions(position, after) <= 0) continue;
    beyond += 1;
    const last = kept.length < limit ? undefined : kept.at(-1);
    if (last !== undefined && comparePositions(position, last.position) >= 0) continue;
    insert(kept, { offer: offers.offer[row] ?? 0, position, offers: count });
    if (kept.length > limit) kept.pop();
  }
  return { rows: chosen.length, page: kept, more: beyond > kept.length };
}

/** Puts a row where it stands among rows that are in order. */
export function insert(rows: PageRow[], row: PageRow): void {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = rows[middle];
    if (at !== undefined && comparePositions(at.position, row.position) < 0) low = middle + 1;
    else high = middle;
  }
  rows.splice(low, 0, row);
}

interface ChosenRow {
  readonly row: number;
  readonly count: number;
}

function plainRows(offers: MatchedOffers): readonly ChosenRow[] {
  const rows: ChosenRow[] = [];
  for (let row = 0; row < offers.count; row += 1) if (offers.unmet[row] === 0) rows.push({ row, count: 1 });
  return rows;
}

function representatives(offers: MatchedOffers, sort: OfferSort): readonly ChosenRow[] {
  const groups = new Map<number, { row: number; count: number }>();
  const { amount, offer } = offers;
  const first = sort === 'leadTime' ? offers.leadDays : sort === 'emissions' ? offers.emissions : undefined;
  const precedes = (one: number, other: number): boolean => {
    const lead = first === undefined ? 0 : (first[one] ?? 0) - (first[other] ?? 0);
    const difference = lead || (amount[one] ?? 0) - (amount[other] ?? 0) || (offer[one] ?? 0) - (offer[other] ?? 0);
    return difference < 0;
  };
  for (let row = 0; row < offers.count; row += 1) {
    if (offers.unmet[row] !== 0) continue;
    const key = (offers.product[row] ?? 0) * conditions.length + (offers.condition[row] ?? 0);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { row, count: 1 });
    else {
      group.count += 1;
      if (precedes(row, group.row)) group.row = row;
    }
  }
  return [...groups.values()];
}

/** Results a code. */
export type Counts = ReadonlyMap<number, number>;

/** How many results each choice has; a group's counts leave the group's own wish aside. */
export interface FacetCounts {
  /** Offers that meet everything. */
  readonly total: number;
  /** Offers that miss one wish and no other, by its name, where these were looked at. */
  readonly missing: ReadonlyMap<string, number>;
  /**
   * By what a parameter goes by: `lot`, `agreement` and `route` by code of the lot, `supplier` and `sme` by code of the
   * supplier, `condition` by place, `funding` by bit, `takesBack` by flags, `within` by days, all others by code.
   */
  of(parameter: string): Counts;
}

/** Columns of the offers that parameters count by; several parameters may go by one column. */
const offerColumns = new Map([
  ['lot', 'lot'],
  ['agreement', 'lot'],
  ['route', 'lot'],
  ['supplier', 'supplier'],
  ['sme', 'supplier'],
  ['condition', 'condition'],
  ['funding', 'funding'],
  ['takesBack', 'flags'],
  ['within', 'leadDays'],
] as const);

/**
 * Counts the match set, each group when it is asked for. `near`: rows that miss one wish only are among the offers. Rows
 * whose `unmet` is negative do not count.
 */
export function countFacets(
  offers: MatchedOffers,
  products: MatchedProducts,
  wishes: readonly Wish[],
  near: boolean,
): FacetCounts {
  const byUnmet = new Map<number, number[]>([[0, []]]);
  for (let row = 0; row < offers.count; row += 1) {
    const unmet = offers.unmet[row] ?? 0;
    const rows = byUnmet.get(unmet);
    if (rows === undefined) byUnmet.set(unmet, [row]);
    else rows.push(row);
  }
  const met = byUnmet.get(0) ?? [];
  const missing = (name: string): readonly number[] => {
    const place = wishes.findIndex((each) => each.name === name);
    return place === -1 ? [] : (byUnmet.get(1 << place) ?? []);
  };
  const kept = new Map<string, Counts>();
  const once = (key: string, count: () => Counts): Counts => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const counts = count();
    kept.set(key, counts);
    return counts;
  };
  // What groups share is counted once; a group with a wish adds the rows that miss that wish alone.
  const column = (name: Column, extra: readonly number[]): Counts => {
    const common = once(`column ${name}`, () => countColumn(offers[name], met, none));
    return extra.length === 0 ? common : countColumn(offers[name], extra, common);
  };
  const byProduct = (field: 'category' | 'manufacturer' | 'labels' | 'attributes', parameter: string): Counts => {
    const extra = missing(parameter);
    const count = (): Counts => countProducts(products, column('product', extra), field);
    return extra.length === 0 ? once(`products ${field}`, count) : count();
  };
  return {
    total: met.length,
    missing: new Map(
      wishes.filter((each) => near && each.kind !== 'price').map((each) => [each.name, missing(each.name).length]),
    ),
    of: (parameter) =>
      once(parameter, () => {
        if (parameter === 'category' || parameter === 'manufacturer') return byProduct(parameter, parameter);
        if (parameter === 'label') return byProduct('labels', parameter);
        for (const [name, each] of offerColumns) {
          if (name !== parameter) continue;
          const counts = column(each, missing(parameter));
          return parameter === 'funding' ? bits(counts) : counts;
        }
        return byProduct('attributes', parameter);
      }),
  };
}

const none: Counts = new Map();

type Column = 'lot' | 'supplier' | 'condition' | 'funding' | 'flags' | 'leadDays' | 'product';

/** Adds how often each value of a column stands in the rows to what was counted before. Values are not negative. */
function countColumn(column: Int32Array | Int16Array, rows: readonly number[], before: Counts): Counts {
  const counts = new Map(before);
  let end = 0;
  for (const row of rows) end = Math.max(end, (column[row] ?? 0) + 1);
  if (end > rows.length * 4 + 256) {
    for (const row of rows) counts.set(column[row] ?? 0, (counts.get(column[row] ?? 0) ?? 0) + 1);
    return counts;
  }
  // Values are small numbers mostly: a list to count in is several times faster than a map.
  const list = new Int32Array(end);
  for (const row of rows) {
    const value = column[row] ?? 0;
    list[value] = (list[value] ?? 0) + 1;
  }
  for (let value = 0; value < end; value += 1) {
    const count = list[value] ?? 0;
    if (count > 0) counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return counts;
}

/** Counts offers by what their products have; labels only while they hold. */
function countProducts(
  { table, day }: MatchedProducts,
  perProduct: Counts,
  field: 'category' | 'manufacturer' | 'labels' | 'attributes',
): Counts {
  const found: number[] = [];
  const counts = new Int32Array(table.codesEnd);
  const add = (code: number, offers: number): void => {
    const before = counts[code] ?? 0;
    if (before === 0) found.push(code);
    counts[code] = before + offers;
  };
  perProduct.forEach((offers, place) => {
    const product = table.at(place);
    if (product === undefined) return;
    if (field === 'attributes') for (const code of product.attributes) add(code, offers);
    else if (field === 'labels') {
      for (const { code, until } of product.labels) if (until >= day) add(code, offers);
    } else add(product[field], offers);
  });
  return new Map(found.map((code) => [code, counts[code] ?? 0]));
}

/** Counts a mask become counts a bit. */
function bits(masks: Counts): Counts {
  const counts = new Map<number, number>();
  for (const [mask, rows] of masks) {
    for (let bit = 0; 1 << bit <= mask; bit += 1) {
      if ((mask & (1 << bit)) !== 0) counts.set(bit, (counts.get(bit) ?? 0) + rows);
    }
  }
  return counts;
}
