import { lotKey } from '../catalogue-counts.ts';
import type { ClosedPosition } from '../../organisations/index.ts';
import type { CategoryOffers } from './offer-state-store.ts';

/** A category of a lot where a buyer has no choice: one offer, or one supplier. */
export interface ThinCategory {
  readonly agreement: string;
  readonly lot: string;
  readonly category: string;
  readonly offers: number;
  readonly suppliers: readonly string[];
}

/**
 * Categories of a lot with offers of one supplier only (one offer among them), fewest offers first. Offers of positions that may
 * take no new business do not count: nobody can buy them.
 */
export function thinCategories(
  rows: readonly CategoryOffers[],
  closed: readonly ClosedPosition[],
): readonly ThinCategory[] {
  const shut = new Set(closed.map((each) => `${each.supplierId} ${lotKey(each.agreement, each.lot)}`));
  const found = new Map<string, ThinCategory>();
  for (const { agreement, lot, category, supplierId, offers } of rows) {
    if (shut.has(`${supplierId} ${lotKey(agreement, lot)}`)) continue;
    const key = `${lotKey(agreement, lot)} ${category}`;
    const before = found.get(key) ?? { agreement, lot, category, offers: 0, suppliers: [] };
    found.set(key, { ...before, offers: before.offers + offers, suppliers: [...before.suppliers, supplierId] });
  }
  return [...found.values()]
    .filter((each) => each.suppliers.length === 1)
    .sort(
      (a, b) =>
        a.offers - b.offers ||
        a.lot.localeCompare(b.lot, 'en', { numeric: true }) ||
        a.category.localeCompare(b.category),
    );
}
