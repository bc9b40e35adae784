import { type Clock, type IsoDate, today } from '../kernel/dates.ts';
import type { ClosedPosition } from '../organisations/index.ts';
import type { CountRow } from './catalogue-counts-store.ts';

/** How much the catalogue holds on a day. */
export interface CatalogueCounts {
  /** Offers that can be bought on the day. */
  readonly offers: number;
  /** Products known, with or without an offer that day. */
  readonly products: number;
  /** Suppliers with at least one of these offers. */
  readonly suppliers: number;
  /** Offers by the category that holds them, refurbished and remanufactured goods included. */
  readonly byCategory: ReadonlyMap<string, number>;
  /** Offers that are refurbished or remanufactured, by category. */
  readonly secondLife: ReadonlyMap<string, number>;
  /** Offers by agreement and lot: see `lotKey`. */
  readonly byLot: ReadonlyMap<string, number>;
}

/** How a lot is written as a key: numbers of lots repeat from agreement to agreement. */
export function lotKey(agreement: string, lot: string): string {
  return `${agreement} ${lot}`;
}

/** Adds up the rows, without positions that may take no new business. */
export function sumCounts(
  rows: readonly CountRow[],
  products: number,
  closed: readonly ClosedPosition[],
): CatalogueCounts {
  const shut = new Set(closed.map((each) => `${each.supplierId} ${lotKey(each.agreement, each.lot)}`));
  const byCategory = new Map<string, number>();
  const secondLife = new Map<string, number>();
  const byLot = new Map<string, number>();
  const suppliers = new Set<string>();
  let offers = 0;
  const add = (counts: Map<string, number>, key: string, count: number): void => {
    counts.set(key, (counts.get(key) ?? 0) + count);
  };
  for (const row of rows) {
    const lot = lotKey(row.agreement, row.lot);
    if (shut.has(`${row.supplierId} ${lot}`)) continue;
    offers += row.offers;
    suppliers.add(row.supplierId);
    add(byCategory, row.category, row.offers);
    if (row.secondLife) add(secondLife, row.category, row.offers);
    add(byLot, lot, row.offers);
  }
  return { offers, products, suppliers: suppliers.size, byCategory, secondLife, byLot };
}

/** Seconds that counts are kept: short while they are growing. */
const kept = { growing: 4, steady: 60 } as const;

/**
 * Counts that are read again only after a while, by one reader at a time: a page shows them as they were a moment ago
 * rather than wait. A new day counts anew.
 */
export function cachedCounts(
  clock: Clock,
  read: (on: IsoDate) => Promise<CatalogueCounts>,
): () => Promise<CatalogueCounts> {
  let held: { readonly counts: CatalogueCounts; readonly on: IsoDate; readonly until: number } | undefined;
  let reading: Promise<CatalogueCounts> | undefined;
  const refresh = async (on: IsoDate): Promise<CatalogueCounts> => {
    try {
      const counts = await read(on);
      const steady = held?.counts.offers === counts.offers && counts.offers > 0;
      const until = clock.now().epochMilliseconds + (steady ? kept.steady : kept.growing) * 1000;
      held = { counts, on, until };
      return counts;
    } finally {
      reading = undefined;
    }
  };
  return async () => {
    const on = today(clock);
    if (held?.on !== on) return (reading ??= refresh(on));
    if (clock.now().epochMilliseconds >= held.until && reading === undefined) {
      reading = refresh(on);
      // Who waits for it sees its failure; a page that shows the counts held does not.
      reading.catch(() => undefined);
    }
    return held.counts;
  };
}
