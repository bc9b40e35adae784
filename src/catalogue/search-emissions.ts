import type { OfferItem } from './search-query.ts';

/** Kilograms of CO2e that making one emits. */
export interface OwnFigure {
  readonly range: { readonly low: number; readonly typical: number; readonly high: number };
  readonly of: 'seller' | 'maker';
}

/**
 * The figure that an offer is sorted by: what its seller declares, else for new goods what the maker published. Undefined
 * where there is neither: what is typical of a category does not tell one model from another, and a thing made already is
 * not made anew.
 */
export function ownFigure(item: Pick<OfferItem, 'condition' | 'declaredKg' | 'publishedKg'>): OwnFigure | undefined {
  if (item.declaredKg !== undefined) return { range: item.declaredKg, of: 'seller' };
  return item.condition === 'new' && item.publishedKg !== undefined
    ? { range: item.publishedKg, of: 'maker' }
    : undefined;
}
